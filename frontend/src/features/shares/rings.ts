/** How many of four rings a link's visits have earned, on a scale on which early visits count most. */
export function ringsFor(clicks: number, most: number): number {
  if (clicks <= 0) return 0;
  const scale = Math.log2(Math.max(most, 8) + 1);
  return Math.min(4, Math.max(1, Math.ceil((Math.log2(clicks + 1) / scale) * 4)));
}
