/** The steps from nomination to active ambassador. */

const WAY = ["nominated", "invited", "accepted", "active"];

/** How many steps are behind: what Mantine's Stepper calls active. */
export function stepOf(state: string): number {
  if (state === "dormant") return 3;
  const index = WAY.indexOf(state);
  return state === "active" ? WAY.length : Math.max(0, index + 1);
}
