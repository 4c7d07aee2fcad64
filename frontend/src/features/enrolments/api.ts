/** What the people whom I may follow are learning now, and enrolling them. */
import type { components } from "@/shared/api/generated/training";
import { keyOf, resource } from "@/shared/api/resource";

export type Enrolment = components["schemas"]["EnrolmentOut"];

export const STATES = [
  "enrolled",
  "in-progress",
  "stalled",
  "completed",
  "withdrawn",
] as const satisfies readonly Enrolment["state"][];

export const enrolments = resource("training", "/v1/enrolments", {
  file: true,
  touches: [keyOf("training", "/v1/modules"), keyOf("training", "/v1/tracks")],
});
