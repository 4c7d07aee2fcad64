import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import RecordPage from "./record-page";

const HASH = "a".repeat(64);
const record = {
  format: "kring-record/1",
  canonicalization: "JSON",
  id: "s1",
  signoff_id: "s1",
  state: "approved",
  subject_type: "guideline-version",
  subject: { code: "social", number: 2, title: { en: "Our words" }, guideline_id: "g1" },
  content_hash: HASH,
  submitted_by: "p9",
  submitted_at: "2026-11-01T08:00:00Z",
  closed_at: "2026-11-03T08:00:00Z",
  content: [
    { clause_id: "c1", type: "do", scope: "work", roles: ["trainer"], text: { en: "Tell it." }, reason: null },
    { clause_id: "c2", type: "freedom", scope: "private", roles: [], text: { en: "Be free." }, reason: null },
  ],
  entries: [
    {
      sequence: 1,
      entry: {
        id: "d1",
        decision: "approve-if",
        person_id: "p1",
        comment: "If it names the exception.",
        decided_at: "2026-11-02T08:00:00Z",
      },
      previous_hash: HASH,
      hash: "b".repeat(64),
    },
  ],
  head: "b".repeat(64),
  intact: true,
};

function answers(body: unknown) {
  return services({
    "GET governance/v1/signoffs/s1/record": () => ({ body }),
    "GET training/v1/people/p1": () => ({ body: { id: "p1", given_name: "Lena", family_name: "Maas" } }),
    "GET training/v1/people/p9": () => ({ body: { id: "p9", given_name: "Bea", family_name: "Claes" } }),
  });
}

it("says who decided what over which text, with conditions and fingerprints", async () => {
  answers(record);
  show(<RecordPage />, { at: "/reviews/signoffs/s1/record", path: "/reviews/signoffs/$id/record" });
  expect(await screen.findByText("Nothing was changed")).toBeVisible();
  const decisions = screen.getByRole("list", { name: "Who decided what" });
  expect(within(decisions).getByText("If it names the exception.")).toBeVisible();
  expect(within(decisions).getByText("On condition:")).toBeVisible();
  expect(screen.getByText("Tell it.")).toBeVisible();
  expect(screen.getByText(HASH)).toBeVisible();
  expect(screen.getByRole("button", { name: "Download the record" })).toBeVisible();
});

it("says when something was changed, and when no text was kept", async () => {
  answers({ ...record, content: null, entries: [], intact: false });
  show(<RecordPage />, { at: "/reviews/signoffs/s1/record", path: "/reviews/signoffs/$id/record" });
  expect(await screen.findByText("Something was changed afterwards")).toBeVisible();
  expect(screen.getByText(/only its fingerprint was kept/)).toBeVisible();
  expect(screen.getByText("Nobody has decided yet.")).toBeVisible();
});
