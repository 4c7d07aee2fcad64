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
  services({ [READ]: () => ({ body: { ...requirement, state: "active", allowed } }) });
  const { unmount } = show(<RequirementPage />, AT);
  expect(await screen.findByText("The law")).toBeVisible();
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
  unmount();
  allowed = ["retire"];
  show(<RequirementPage />, WRITES);
  expect(await screen.findByRole("button")).toBeVisible();
});
