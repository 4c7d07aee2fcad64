import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import ManageSpeakingRightsPage from "./manage-page";

const LIST = "GET governance/v1/speaking-rights";
const anna = {
  person_id: "p1",
  given_name: "Anna",
  family_name: "Visser",
  department: "Sales",
  state: "suspended",
  since: "2026-11-01T08:00:00Z",
  suspended_until: null,
  allowed: ["reinstate"],
};

it("lists whose right changed, by state, and leads to one person's", async () => {
  const network = services({ [LIST]: () => ({ body: { items: [anna], next_cursor: null } }) });
  show(<ManageSpeakingRightsPage />);
  expect(await screen.findByRole("link", { name: "Anna Visser" })).toHaveAttribute(
    "href",
    expect.stringContaining("person=p1"),
  );
  await userEvent.click(screen.getByRole("radio", { name: "Suspended" }));
  await waitFor(() => expect(network.of(LIST).at(-1)?.query).toMatchObject({ state: "suspended" }));
});
