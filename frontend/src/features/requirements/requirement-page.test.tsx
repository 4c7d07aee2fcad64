import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { refusal, services } from "@/test/network";
import { show } from "@/test/show";
import RequirementPage from "./requirement-page";

const requirement = {
  id: "r1",
  state: "draft",
  version: 1,
  allowed: ["activate", "retire"],
  track_id: "t1",
  module_id: null,
  subject: { kind: "track", id: "t1", code: "SAFE", title: { en: "Safety" } },
  applies_to: { everyone: true },
  due_in_days: 30,
  repeat_every_days: null,
  reason: { en: "The law" },
  legal_basis: null,
  sponsor_id: null,
  activated_at: null,
  retired_at: null,
};
const READ = "GET training/v1/requirements/r1";
const LINES = "GET training/v1/requirements/r1/lines";
const DRY_RUN = "POST training/v1/requirements/r1/dry-run";
const AT = { at: "/manage/requirements/r1", path: "/manage/requirements/$id" } as const;
const WRITES = { ...AT, may: ["training:requirements.write"] } as const;

it("a draft is activated after a look at whom it concerns; a refusal says what to do", async () => {
  services({
    [READ]: () => ({ body: requirement, headers: { etag: '"v1"' } }),
    [DRY_RUN]: () => ({ body: { people: 200, already_pass: 50 } }),
    "POST training/v1/requirements/r1/activate": () => refusal(409, "SubjectNotPublished"),
  });
  show(<RequirementPage />, WRITES);
  expect(await screen.findByText("25%")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Activate" }));
  expect(await screen.findByRole("alert")).toBeVisible();
});

it("is not activated while something is typed and not saved", async () => {
  services({ [READ]: () => ({ body: requirement }), [DRY_RUN]: () => ({ body: { people: 2, already_pass: 0 } }) });
  show(<RequirementPage />, WRITES);
  await userEvent.type(await screen.findByRole("textbox", { name: /Legal basis/ }), "GDPR");
  await waitFor(() => expect(screen.getByRole("button", { name: "Activate" })).toBeDisabled());
});

it("is read, not written, by who may not write, and retired by who may", async () => {
  let allowed: string[] = [];
  const nobody = { items: [], next_cursor: null, summary: { open: 0, overdue: 0, done: 0, exempt: 0 } };
  services({
    [READ]: () => ({ body: { ...requirement, state: "active", allowed } }),
    [LINES]: () => ({ body: nobody }),
  });
  const { unmount } = show(<RequirementPage />, AT);
  expect(await screen.findByText("The law")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Retire" })).not.toBeInTheDocument();
  unmount();
  allowed = ["retire"];
  show(<RequirementPage />, WRITES);
  expect(await screen.findByRole("button", { name: "Retire" })).toBeVisible();
});

it("shows who is late by name, in two presses with the file", async () => {
  const anna = {
    person_id: "p1",
    given_name: "Anna",
    family_name: "de Vries",
    department: "Sales",
    head: { id: "p2", name: "Mia Boss" },
    state: "overdue",
    due_at: "2026-01-05T12:00:00Z",
    completed_at: null,
    exempt_until: null,
  };
  userEvent.setup(); // with a clipboard
  const asked: string[] = [];
  services({
    [READ]: () => ({ body: { ...requirement, state: "active", allowed: [] } }),
    [LINES]: ({ query }) => {
      asked.push(new URLSearchParams(query).toString());
      return { body: { items: [anna], next_cursor: null, summary: { open: 2, overdue: 1, done: 5, exempt: 0 } } };
    },
    "GET training/v1/requirements/r1/standings": () => ({
      body: {
        as_of: "2026-01-06T12:00:00Z",
        by: "department",
        suppressed: 0,
        items: [{ key: "Sales", title: "Sales", people: 8, open: 2, overdue: 1, done: 5, exempt: 0 }],
      },
    }),
  });
  show(<RequirementPage />, AT);
  const late = await screen.findByRole("button", { name: "1 Late" });
  await userEvent.click(late);
  await waitFor(() => expect(asked.at(-1)).toContain("state=overdue"));
  expect(late).toHaveAttribute("aria-pressed", "true");
  expect(screen.getByRole("link", { name: "Anna de Vries" })).toHaveAttribute("href", "/people/p1");
  await userEvent.click(screen.getByRole("checkbox", { name: "Choose Anna de Vries" }));
  expect(screen.getByText("1 person chosen")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Prepare a reminder" }));
  const text = await screen.findByRole("textbox", { name: "The text" });
  expect(text).toHaveDisplayValue(/Hello Anna,/);
  await userEvent.click(screen.getByRole("radio", { name: "Nederlands" }));
  expect(await screen.findByRole("textbox", { name: "The text" })).toHaveDisplayValue(/Dag Anna,/);
  await userEvent.click(screen.getByRole("button", { name: "Copy the text" }));
  expect(await navigator.clipboard.readText()).toContain("Dag Anna,");
  await userEvent.keyboard("{Escape}");
  await userEvent.click(screen.getByRole("button", { name: "By department" }));
  await userEvent.click(await screen.findByRole("button", { name: "Sales" }));
  await waitFor(() => expect(asked.at(-1)).toContain("department=Sales"));
});
