import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import RoleMappingsPage from "./role-mappings-page";

const LIST = "GET training/v1/role-mappings";
const POST = "POST training/v1/role-mappings";
const brand = {
  id: "m1",
  value: "/staff/brand",
  issuer: null,
  role: "community-manager",
  note: "The brand team.",
  fixed: false,
  people: 12,
  last_seen_at: "2026-11-01T08:00:00Z",
  created_at: "2026-10-01T08:00:00Z",
};
const admins = { ...brand, id: "m2", value: "/staff/admins", role: "admin", note: "", fixed: true };
const routes = { [LIST]: () => ({ body: { items: [brand, admins], next_cursor: null } }) };

it("says how many people lose a role before a mapping goes, and keeps what is fixed", async () => {
  const network = services({ ...routes, "DELETE training/v1/role-mappings/m1": () => ({ status: 204 }) });
  show(<RoleMappingsPage />, { may: ["training:roles.map"] });
  expect(await screen.findByText("/staff/brand")).toBeVisible();
  expect(screen.getByText("Fixed in the settings")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Remove" }));
  const dialog = await screen.findByRole("dialog");
  expect(within(dialog).getByText(/12 people lose it at once/)).toBeVisible();
  await userEvent.click(within(dialog).getByRole("button", { name: "Remove" }));
  await waitFor(() => expect(network.of("DELETE training/v1/role-mappings/m1")).toHaveLength(1));
});

async function formOf(network: ReturnType<typeof services>, value: string, role: string) {
  show(<RoleMappingsPage />, { may: ["training:roles.map"] });
  await userEvent.click(await screen.findByRole("button", { name: "Map a group" }));
  const dialog = await screen.findByRole("dialog");
  fireEvent.change(within(dialog).getByLabelText(/In the token/), { target: { value } });
  fireEvent.change(within(dialog).getByLabelText(/Role/, { selector: "input" }), { target: { value: role } });
  await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
  return { dialog, sent: () => network.of(POST) };
}

it("takes no role that is none, and nothing without a word", async () => {
  const { dialog, sent } = await formOf(services(routes), " ", "Not one!");
  expect(await within(dialog).findByText("Type what stands in the token.")).toBeVisible();
  expect(within(dialog).getByText(/Choose a role, or type a word/)).toBeVisible();
  expect(sent()).toHaveLength(0);
});

it.each([
  ["Legal", "legal"],
  ["brand-circle", "brand-circle"],
])("takes a role by its name or as an own word: %s", async (typed, role) => {
  const network = services({ ...routes, [POST]: () => ({ status: 201, body: brand }) });
  const { sent } = await formOf(network, "/staff/law", typed);
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]?.body).toMatchObject({ value: "/staff/law", role, issuer: null });
});

it("shows the table to whoever may only read it", async () => {
  services(routes);
  show(<RoleMappingsPage />);
  expect(await screen.findByText("/staff/brand")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Remove" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Map a group" })).toBeNull();
});
