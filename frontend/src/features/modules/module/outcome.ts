/** What completing a module brought: certificates issued at that moment, and modules that it unlocked. */
import type { components } from "@/shared/api/generated/training";
import type { Enrolment, TrackMap } from "../api";

type Certificate = components["schemas"]["CertificateOut"];
type Node = TrackMap["nodes"][number];

/** Clocks of one service: a certificate that came with a completion carries its moment, give or take. */
const SAME_MOMENT = 60_000;

export function certificatesFrom(
  certificates: readonly Certificate[],
  enrolment: Pick<Enrolment, "completed_at"> | null,
): Certificate[] {
  if (!enrolment?.completed_at) return [];
  const done = Date.parse(enrolment.completed_at);
  return certificates.filter((one) => Math.abs(Date.parse(one.issued_at) - done) <= SAME_MOMENT);
}

export function openedBy(map: TrackMap | undefined, moduleId: string): Node[] {
  if (!map) return [];
  const after = new Set(map.edges.filter((edge) => edge.from === moduleId).map((edge) => edge.to));
  return map.nodes.filter((node) => after.has(node.id) && (node.state === "open" || node.state === "in-progress"));
}

export function isDone(
  map: TrackMap | undefined,
  moduleId: string,
  enrolment: Pick<Enrolment, "state"> | null,
): boolean {
  const node = map?.nodes.find((one) => one.id === moduleId);
  // The map also knows completions from elsewhere, and those that were taken back.
  return node ? node.state === "done" : enrolment?.state === "completed";
}
