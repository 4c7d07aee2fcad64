import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import TranscriptPage from "./transcript-page";

const entry = (id: string, more: object = {}) => ({
  id,
  module_id: id,
  module_code: id.toUpperCase(),
  module_title: { en: id },
  completed_at: "2026-05-01T08:00:00Z",
  source: "player",
  score: null,
  minutes: 15,
  credits: 3,
  offline: false,
  out_of_order: false,
  reverses: null,
  reversed_by: null,
  reason: null,
  ...more,
});

it("counts what still counts, and shows what was taken back with its reason and without its credits", async () => {
  const items = [entry("one"), entry("two", { reversed_by: "x", reason: "Entered twice" })];
  const totals = { modules: 1, credits: 3, offline_credits: 0, minutes: 15 };
  services({ "GET training/v1/me/transcript": () => ({ body: { items, totals, next_cursor: null } }) });
  show(<TranscriptPage />);
  const taken = await screen.findByRole("row", { name: /TWO/ });
  expect(taken).toHaveTextContent("Taken back");
  expect(taken).toHaveTextContent("Entered twice");
  expect(screen.getByRole("row", { name: /ONE/ })).not.toHaveTextContent("Taken back");
  expect(taken.querySelectorAll("[data-end]")[2]).toHaveTextContent("–");
  expect(screen.getByRole("button", { name: "Download" })).toBeVisible();
});

it("shows a score with its decimals, and says what was completed before what comes first", async () => {
  const items = [entry("one", { score: 87.56, out_of_order: true }), entry("two")];
  const totals = { modules: 2, credits: 6, offline_credits: 0, minutes: 30 };
  services({ "GET training/v1/me/transcript": () => ({ body: { items, totals, next_cursor: null } }) });
  show(<TranscriptPage />);
  const early = await screen.findByRole("row", { name: /ONE/ });
  expect(early).toHaveTextContent("87.56");
  expect(early).toHaveTextContent("Completed before what comes first");
  expect(screen.getByRole("row", { name: /TWO/ })).not.toHaveTextContent("Completed before");
});
