/** A certificate as training-api answers it, for tests of what is shown of one. */
import type { components } from "@/shared/api/generated/training";

export const certificate: components["schemas"]["CertificateOut"] = {
  id: "c1",
  person_id: "p1",
  person_name: "Noor de Vries",
  scheme_id: "s1",
  scheme_code: "SPEAK",
  scheme_title: { en: "May speak" },
  guideline_code: null,
  state: "valid",
  state_reason: null,
  state_changed_at: null,
  issued_at: "2026-11-01T00:00:00Z",
  valid_until: null,
  renewable_from: null,
  renews: null,
  is_current: true,
  version: 1,
};
