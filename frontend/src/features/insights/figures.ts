/** What is drawn of the figures: shares, curves and sums. */
import type { FiguresOf } from "./api";

type Compliance = FiguresOf<"compliance">;
export const STATES = ["done", "open", "overdue", "exempt"] as const;

/** How much of what is required of a group is so: 0 to 1. */
export function shareOf(group: Compliance, state: (typeof STATES)[number]): number {
  return group.lines === 0 ? 0 : group[state] / group.lines;
}

const DAYS = [1, 3, 7, 14, 28] as const;

/** Per day after they were asked, the share of each version that was answered by then. */
export function curvesOf(versions: readonly FiguresOf<"acknowledgements">[], name: (key: string) => string) {
  return [0, ...DAYS].map((day) => ({
    day,
    ...Object.fromEntries(
      versions.map((version) => [
        name(version.key),
        day === 0 || version.asked === 0
          ? 0
          : Math.round((100 * version[`within_${day as (typeof DAYS)[number]}`]) / version.asked),
      ]),
    ),
  }));
}

/** From those who shared to how often their links were followed. */
export function funnelOf(groups: readonly FiguresOf<"shares">[]) {
  const sum = (of: "people" | "shares" | "clicks") => groups.reduce((all, group) => all + group[of], 0);
  return (["people", "shares", "clicks"] as const).map((step) => ({ step, count: sum(step) }));
}

/** The periods that can be chosen: this year and its quarters so far, and the year before. */
export function periodsAt(now: Date): string[] {
  const year = now.getFullYear();
  const quarters = Array.from({ length: Math.floor(now.getMonth() / 3) + 1 }, (_, index) => `${year}-Q${index + 1}`);
  return [`${year}`, ...quarters.reverse(), `${year - 1}`];
}
