/** The way of an ambassador, and what a refusal says is missing on it. */

const WAY = ["nominated", "invited", "accepted", "active"];

/** How many steps are behind: what Mantine's Stepper calls active. */
export function stepOf(state: string): number {
  if (state === "dormant") return 3;
  const index = WAY.indexOf(state);
  return state === "active" ? WAY.length : Math.max(0, index + 1);
}

export interface MissingLine {
  code: string;
  detail: string;
  fix?: { label: string; href: string };
}

/** The `missing` member of a refusal, whatever else it may hold. */
export function missingOf(missing: unknown): MissingLine[] {
  if (!Array.isArray(missing)) return [];
  return missing.flatMap((line: unknown) => {
    if (typeof line !== "object" || line === null) return [];
    const { code, detail, fix } = line as Record<string, unknown>;
    const way = fix as { label?: unknown; href?: unknown } | null | undefined;
    return [
      {
        code: String(code ?? ""),
        detail: String(detail ?? ""),
        ...(typeof way?.href === "string" ? { fix: { href: way.href, label: String(way.label ?? "") } } : {}),
      },
    ];
  });
}
