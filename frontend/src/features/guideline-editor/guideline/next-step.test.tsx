import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import type { Guideline, WholeVersion } from "../api";
import { NextStep } from "./next-step";

const guideline = { id: "g1", code: "SOCIAL" } as Guideline;
const version = (state: string, allowed: readonly string[]) =>
  ({ number: 2, state, allowed, clauses: [], signoff_id: "s1" }) as unknown as WholeVersion;
const step = (state: string, ...allowed: readonly string[]) =>
  show(<NextStep guideline={guideline} version={version(state, allowed)} />);

it("a draft says which kinds of clause it lacks, before it can be sent in", async () => {
  services({});
  step("draft", "edit", "submit");
  expect(await screen.findByText("Before it can be reviewed")).toBeVisible();
  expect(screen.getAllByRole("listitem")).toHaveLength(4);
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
});

it("what is in sign-off leads to its sign-off", async () => {
  services({});
  step("in-signoff");
  expect(await screen.findByRole("link")).toHaveAttribute("href", "/reviews/signoffs/s1");
});

it("what is signed off is published by who may, and by nobody else", async () => {
  services({});
  const { unmount } = step("signed-off");
  expect(screen.queryByRole("button", { name: "Publish" })).not.toBeInTheDocument();
  unmount();
  step("signed-off", "edit", "publish");
  expect(await screen.findByRole("button", { name: "Publish" })).toBeVisible();
});

const SIGNOFF = {
  id: "s1",
  stages: [{ name: "Help us" }, { name: "Legal" }],
  decisions: [
    {
      id: "d1",
      stage: 1,
      person_id: "p1",
      decision: "request-changes",
      reason_code: "law",
      comment: "Name the exception.",
      decided_at: "2026-11-20T10:00:00Z",
    },
  ],
};
const clause = (type: string) => ({
  clause_id: type,
  type,
  text: { en: type },
  reason: { en: "why" },
  owner_id: "p1",
  review_on: "2027-01-01",
});

it("what came back shows who said what at which stage, and is not sent in again unnoticed", async () => {
  const network = services({
    "GET governance/v1/signoffs/s1": () => ({ body: SIGNOFF }),
    "GET governance/v1/signoff-templates": () => ({ body: { items: [{ id: "t1", name: "Route", stages: [{}] }] } }),
    "POST governance/v1/guidelines/g1/versions/2/submit": () => ({ body: {} }),
  });
  const user = userEvent.setup();
  const returned = {
    ...version("draft", ["edit", "submit"]),
    clauses: ["do", "dont", "duty", "freedom"].map(clause),
    last_round: {
      signoff_id: "s1",
      state: "changes-requested",
      submitted_at: "2026-11-19T10:00:00Z",
      closed_at: "2026-11-20T10:00:00Z",
      same_content: true,
    },
  } as unknown as WholeVersion;
  show(<NextStep guideline={guideline} version={returned} />);
  const said = await screen.findByRole("list", { name: "What the reviewers said" });
  expect(said).toHaveTextContent("Name the exception.");
  expect(said).toHaveTextContent("at “Legal” · Law");
  expect(screen.getByText(/Nothing in it has changed since/)).toBeVisible();
  await user.click(await screen.findByRole("button", { name: "Send in for review" }));
  const dialog = await screen.findByRole("dialog", { name: "Send the identical text again?" });
  expect(network.of("POST governance/v1/guidelines/g1/versions/2/submit")).toHaveLength(0);
  await user.click(within(dialog).getByRole("button", { name: "Send it as it is" }));
  expect(network.of("POST governance/v1/guidelines/g1/versions/2/submit")).toHaveLength(1);
});
