/** One list of three, newest first. */
import { expect, it } from "vitest";
import { nextPage, START, type Merged, type Place, type Source, type Timed } from "./merge";

const pages = (...of: number[][]): Source<Timed>["read"] => {
  return (cursor) => {
    const at = Number(cursor ?? 0);
    const items = (of[at] ?? []).map((minute) => ({
      id: minute,
      at: `2026-11-30T10:${String(minute).padStart(2, "0")}:00Z`,
    }));
    return Promise.resolve({ items, next_cursor: at + 1 < of.length ? String(at + 1) : null });
  };
};

async function all(sources: readonly Source<Timed>[]) {
  const seen: number[][] = [];
  let place: Place<Timed> | undefined = START;
  let away: readonly string[] = [];
  while (place) {
    const page: Merged<Timed> = await nextPage(sources, place);
    seen.push(page.items.map(({ id }) => id));
    away = page.away;
    place = page.next;
  }
  return { seen, away };
}

it("shows nothing before what a list with more pages could still bring", async () => {
  const { seen } = await all([
    { service: "training", read: pages([50, 40], [30, 5]) },
    { service: "advocacy", read: pages([45, 20], [10]) },
    { service: "governance", read: pages([]) },
  ]);
  expect(seen.flat()).toEqual([50, 45, 40, 30, 20, 10, 5]);
  expect(seen[0]).toEqual([50, 45, 40]);
});

it("names a service that is away and shows the others", async () => {
  const { seen, away } = await all([
    { service: "training", read: () => Promise.reject(new Error("away")) },
    { service: "advocacy", read: pages([3, 1]) },
    { service: "governance", read: pages([2]) },
  ]);
  expect([seen.flat(), away]).toEqual([[3, 2, 1], ["training"]]);
});

it("fails where nobody answers", async () => {
  const gone = (service: "training" | "advocacy") => ({ service, read: () => Promise.reject(new Error("away")) });
  await expect(nextPage([gone("training"), gone("advocacy")], START)).rejects.toThrow("away");
});
