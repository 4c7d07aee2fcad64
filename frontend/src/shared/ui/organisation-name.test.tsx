import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import { OrganisationNameFilter, OrganisationNames } from "./organisation-name";

const NAMES = "GET training/v1/organisation-names";
const answers = {
  [NAMES]: () => ({
    body: {
      items: [
        { name: "Café & Catering", people: 12 },
        { name: "Sales", people: 1 },
      ],
    },
  }),
};

it("offers what the directory knows, with how many people have it, and asks with what is typed", async () => {
  const network = services(answers);
  const chosen = vi.fn();
  show(<OrganisationNames field="department" label="Departments" value={[]} onChange={chosen} />);
  await userEvent.type(await screen.findByRole("combobox", { name: "Departments" }), "cafe");
  expect(await screen.findByText("12 people")).toBeInTheDocument();
  expect(screen.getByText("1 person")).toBeInTheDocument();
  await waitFor(() => expect(network.of(NAMES).at(-1)?.query).toMatchObject({ field: "department", q: "cafe" }));
  await userEvent.click(screen.getByText("Café & Catering"));
  expect(chosen).toHaveBeenCalledWith(["Café & Catering"]);
});

it("keeps a filter that the directory does not offer now", async () => {
  services({ [NAMES]: () => ({ body: { items: [] } }) });
  show(<OrganisationNameFilter field="department" label="Department" value="Gone" onChange={vi.fn()} />);
  expect(await screen.findByRole("combobox", { name: "Department" })).toHaveValue("Gone");
});
