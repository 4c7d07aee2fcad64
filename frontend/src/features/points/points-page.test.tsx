import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import PointsPage from "./points-page";

const POINTS = "GET advocacy/v1/me/points";
const entry = (id: string, amount: number, note: string) => ({
  id,
  amount,
  note,
  reason: "other",
  created_at: "2026-11-01T08:00:00Z",
});

it("shows the balance and each entry with its sign", async () => {
  const entries = [entry("e1", 10, "Completed 101"), entry("e2", -40, "A mug")];
  services({ [POINTS]: () => ({ body: { balance: 1250, entries, next_cursor: null } }) });
  show(<PointsPage />);
  expect(await screen.findByText("1,250")).toBeVisible();
  expect(screen.getByRole("row", { name: /Completed 101/ })).toHaveTextContent("+10");
  expect(screen.getByRole("row", { name: /A mug/ })).toHaveTextContent("−40");
});

it("without any entry it leads to learning", async () => {
  services({ [POINTS]: () => ({ body: { balance: 0, entries: [], next_cursor: null } }) });
  show(<PointsPage />);
  await waitFor(() => expect(screen.getAllByRole("link").map((link) => link.getAttribute("href"))).toContain("/learn"));
});

it("says for what points are, and why they are fewer", async () => {
  const third = {
    ...entry("e3", 6, ""),
    note: null,
    reason: "share",
    subject: { type: "content", id: "c1", title: { en: "How the night shift works" } },
    reduced: { code: "diminishing", params: { nth: 3, full: 10 } },
  };
  services({ [POINTS]: () => ({ body: { balance: 6, entries: [third], next_cursor: null } }) });
  show(<PointsPage />);
  const row = await screen.findByRole("row", { name: /How the night shift works/ });
  expect(row).toHaveTextContent("share number 3 that day: each further one brings fewer than 10 points");
});
