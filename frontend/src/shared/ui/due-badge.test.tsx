import { screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import i18next from "i18next";
import { show } from "@/test/show";
import { DueBadge } from "./due-badge";

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-29T09:00:00Z"), toFake: ["Date"] });
});

afterEach(async () => {
  vi.useRealTimers();
  await i18next.changeLanguage("en");
});

it.each([
  ["en", "2026-11-30T09:00:00Z", false, "Due tomorrow"],
  ["en", "2026-11-26T09:00:00Z", true, "Late, was due 3 days ago"],
  ["nl", "2026-11-30T09:00:00Z", false, "Uiterlijk morgen"],
  ["nl", "2026-11-26T09:00:00Z", true, "Te laat, 3 dagen geleden"],
  ["fr", "2026-11-30T09:00:00Z", false, "Au plus tard demain"],
  ["fr", "2026-11-26T09:00:00Z", true, "En retard, il y a 3 jours"],
])("says it in %s", async (language, at, overdue, words) => {
  await i18next.changeLanguage(language);
  show(<DueBadge at={at} overdue={overdue} />);
  const said = await screen.findByText(words);
  expect(said).toHaveAttribute("datetime", at);
});

it("believes the service, not the clock of the device", async () => {
  show(<DueBadge at="2026-11-28T09:00:00Z" overdue={false} />);
  expect(await screen.findByText("Due yesterday")).toBeVisible();
});
