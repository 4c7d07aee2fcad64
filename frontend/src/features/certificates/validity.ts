/** How much of a certificate's time is left, and how far somebody is towards one. */
import type { Certificate, Scheme, Standing } from "./api";

/** From 1 on the day of issue to 0 when it ends; always 1 without an end. */
export function shareLeft(certificate: Pick<Certificate, "issued_at" | "valid_until" | "state">, now: Date): number {
  if (certificate.state === "revoked" || certificate.state === "expired") return 0;
  if (certificate.valid_until === null) return 1;
  const from = Date.parse(certificate.issued_at);
  const until = Date.parse(certificate.valid_until);
  if (until <= from) return 0;
  return Math.min(1, Math.max(0, (until - now.getTime()) / (until - from)));
}

/** The time in which learning again renews it has begun. */
export function isRenewable(
  certificate: Pick<Certificate, "renewable_from" | "state" | "is_current">,
  now: Date,
): boolean {
  if (!certificate.is_current || certificate.state === "revoked") return false;
  return certificate.renewable_from !== null && Date.parse(certificate.renewable_from) <= now.getTime();
}

export interface Steps {
  done: number;
  total: number;
}

/** Every module is a step, and so are the credits, the credits on site and the acknowledgement where they are asked. */
export function stepsTowards(scheme: Pick<Scheme, "rule">, standing: Standing): Steps {
  const modules = scheme.rule.modules?.length ?? 0;
  const further = [
    ...(standing.min_credits > 0 ? [standing.credits >= standing.min_credits] : []),
    ...(standing.min_offline_credits > 0 ? [standing.offline_credits >= standing.min_offline_credits] : []),
    ...(standing.guideline_code ? [standing.acknowledged] : []),
  ];
  return {
    done: Math.max(0, modules - standing.missing_modules.length) + further.filter(Boolean).length,
    total: modules + further.length,
  };
}

/** A scheme still has something to show: no certificate that holds, or one that may be renewed. */
export function isAhead(standing: Pick<Standing, "certificate_state" | "renewable_from">, now: Date): boolean {
  if (
    standing.certificate_state === null ||
    standing.certificate_state === "expired" ||
    standing.certificate_state === "revoked"
  ) {
    return true;
  }
  return standing.renewable_from !== null && Date.parse(standing.renewable_from) <= now.getTime();
}
