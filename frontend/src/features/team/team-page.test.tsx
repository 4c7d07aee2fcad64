/** A head decides first, chooses people, enrols them at once and reads what became of each. */
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import TeamPage from "./team-page";

const member = (id: string, given_name: string) => ({
  person: {
    id,
    given_name,
    family_name: "Jansen",
    department: "Sales",
    division: null,
    job_profile: null,
    location: null,
    leads: false,
  },
  requirements: { open: 0, overdue: 0, done: 0, exempt: 0 },
  certificates: { valid: 0, expiring: 0, next_until: null },
  next_due_at: null,
  last_learning_week: null,
});
const request = {
  type: "waiver",
  id: "w1",
  person: { id: "p1", name: "Anna Jansen", department: "Sales" },
  subject: { type: "module", id: "m1", code: "M-1", title: { en: "Lifting" } },
  reason: "Ten years in the trade",
  asked_at: "2026-11-20T10:00:00Z",
  asked_by_name: "Anna Jansen",
  due_at: null,
  version: 1,
  allowed: ["approve", "refuse"],
};
const none = () => ({ body: { items: [], next_cursor: null } });
const nothing = () => ({ body: { total: 0, overdue: 0, by_kind: {} } });

function answers(requests: unknown[] = []) {
  return services({
    "GET training/v1/me/team": () => ({
      body: { items: [member("p1", "Anna"), member("p2", "Bo")], next_cursor: null },
    }),
    "GET governance/v1/me/team": none,
    "GET advocacy/v1/me/team": none,
    "GET training/v1/me/team/requests": () => ({ body: { items: requests, next_cursor: null } }),
    "GET training/v1/me/tasks/summary": () => ({ body: { total: 1, overdue: 0, by_kind: { waiver: 1 } } }),
    "GET advocacy/v1/me/tasks/summary": nothing,
    "GET governance/v1/me/tasks/summary": nothing,
    "GET training/v1/modules": () => ({
      body: {
        items: [
          { id: "m1", code: "M-1", title: { en: "Lifting" }, state: "published" },
          { id: "m2", code: "M-2", title: { en: "Unwritten" }, state: "draft" },
        ],
        next_cursor: null,
      },
    }),
    "POST training/v1/waivers/w1/approve": () => {
      requests.length = 0;
      return { body: { id: "w1", version: 2, state: "approved" } };
    },
    "POST training/v1/modules/m1/people/moves": () => ({
      body: {
        done: 1,
        refused: 1,
        items: [
          { id: "p1", status: 201, state: "enrolled", code: null, detail: null },
          { id: "p2", status: 409, state: null, code: "NotForThisPerson", detail: "Bo left." },
        ],
      },
    }),
  });
}

it("shows first what waits for my decision, and decides it there", async () => {
  const { of } = answers([request]);
  show(<TeamPage />, { at: "/team" });
  const section = await screen.findByRole("region", { name: "Waiting for your decision" });
  await waitFor(() => expect(within(section).getByText(/wants to take “Lifting”/)).toBeVisible());
  expect(within(section).queryByRole("link", { name: /waiver/ })).not.toBeInTheDocument();
  await userEvent.click(within(section).getByRole("button", { name: "Approve" }));
  await waitFor(() => expect(of("POST training/v1/waivers/w1/approve")).toHaveLength(1));
  await waitFor(() => expect(screen.queryByText(/wants to take/)).not.toBeInTheDocument());
});

it("enrols those who are chosen by one request and says what became of each", async () => {
  const { of } = answers();
  show(<TeamPage />, { at: "/team" });
  await userEvent.click(await screen.findByRole("checkbox", { name: "Choose the 2 shown" }));
  await userEvent.click(await screen.findByRole("button", { name: "Enrol in a module" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.click(within(dialog).getByRole("button", { name: "Enrol" }));
  expect(await within(dialog).findByText("Choose a module.")).toBeVisible();
  await userEvent.click(within(dialog).getByRole("combobox", { name: /Module/ }));
  expect(screen.queryByRole("option", { name: "Unwritten" })).not.toBeInTheDocument();
  await userEvent.click(await screen.findByRole("option", { name: "Lifting" }));
  await userEvent.click(within(dialog).getByRole("button", { name: "Enrol" }));
  const outcomes = await within(dialog).findByRole("list", { name: "What became of each" });
  expect(
    within(outcomes)
      .getByText(/Anna Jansen/)
      .closest("li"),
  ).toHaveTextContent("Anna Jansen: Enrolled");
  expect(
    within(outcomes)
      .getByText(/Bo Jansen/)
      .closest("li"),
  ).toHaveTextContent("Bo Jansen: Bo left.");
  expect(of("POST training/v1/modules/m1/people/moves").map(({ body }) => body)).toEqual([
    { move: "enrol", ids: ["p1", "p2"] },
  ]);
  await userEvent.click(within(dialog).getByText("Close"));
  expect(await screen.findByText("1 person chosen")).toBeVisible();
});

it("does not choose from somebody else's people", async () => {
  answers();
  show(<TeamPage />, { at: "/team?leader=p9" });
  expect(await screen.findByRole("link", { name: "Anna Jansen" })).toBeVisible();
  expect(screen.queryByRole("checkbox", { name: "Choose Anna Jansen" })).not.toBeInTheDocument();
});
