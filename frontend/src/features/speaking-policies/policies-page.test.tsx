import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import PoliciesPage from "./policies-page";

const LIST = "GET governance/v1/speaking-policies";
const PUT = "PUT governance/v1/speaking-policies/x";
const linkedin = {
  network: "linkedin",
  schemes: ["speaker", "gone"],
  version: 3,
  updated_by: "p1",
  updated_at: "2026-11-01T08:00:00Z",
};
const routes = {
  [LIST]: () => ({ body: { items: [linkedin], next_cursor: null } }),
  "GET training/v1/certification-schemes": () => ({
    body: { items: [{ code: "speaker", title: { en: "Brand speaker" } }], next_cursor: null },
  }),
};

it("names what counts where, and takes a rule away in the version that was seen", async () => {
  const network = services({
    ...routes,
    "DELETE governance/v1/speaking-policies/linkedin": () => ({ status: 204 }),
  });
  show(<PoliciesPage />);
  expect(await screen.findByText("LinkedIn")).toBeVisible();
  expect(await screen.findByText("Brand speaker, gone")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Remove" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.click(within(dialog).getByRole("button", { name: "Remove" }));
  await waitFor(() => expect(network.of("DELETE governance/v1/speaking-policies/linkedin")).toHaveLength(1));
  expect(network.of("DELETE governance/v1/speaking-policies/linkedin")[0]?.headers.get("if-match")).toBe('"v3"');
});

it("asks for a network and a certificate before it writes the first rule of one", async () => {
  const network = services({ ...routes, [PUT]: () => ({ body: { ...linkedin, network: "x" } }) });
  show(<PoliciesPage />);
  await userEvent.click(await screen.findByRole("button", { name: "Add a network" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await within(dialog).findByText("Choose a network.")).toBeVisible();
  expect(within(dialog).getByText("Choose at least one certificate.")).toBeVisible();
  expect(network.of(PUT)).toHaveLength(0);
});
