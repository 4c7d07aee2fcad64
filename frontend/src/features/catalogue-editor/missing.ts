/** What a refused publication says is missing. */
import { isProblem } from "@/shared/api/problem";

export interface Gap {
  code: string;
  detail: string;
}

export function missingIn(error: unknown): Gap[] {
  if (!isProblem(error, "NotPublishable")) return [];
  const { missing } = error.members;
  const gaps = Array.isArray(missing) ? (missing as Partial<Gap>[]) : [];
  // A refusal without a list still has its sentence.
  return gaps.length > 0 ? gaps.map(({ code = "", detail = "" }) => ({ code, detail })) : [{ code: "other", detail: error.detail }];
}
