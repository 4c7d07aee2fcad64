import { expect, it } from "vitest";
import { inOrder } from "./order";

it("a day begins with what is due first, and among equals with the shortest", () => {
  const tasks = [
    { id: "no-date", due_at: null, minutes: 1 },
    { id: "later", due_at: "2026-12-10T00:00:00Z", minutes: 5 },
    { id: "late", due_at: "2026-11-01T00:00:00Z", minutes: 60 },
    { id: "later-and-short", due_at: "2026-12-10T00:00:00Z", minutes: 2 },
    { id: "unknown-length", due_at: null },
  ];
  expect(inOrder(tasks).map((task) => task.id)).toEqual([
    "late",
    "later-and-short",
    "later",
    "no-date",
    "unknown-length",
  ]);
});
