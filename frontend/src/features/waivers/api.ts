/** Who may take a module without what comes before it, and who asks for that. */
import type { components } from "@/shared/api/generated/training";
import { keyOf, resource } from "@/shared/api/resource";

export type Waiver = components["schemas"]["WaiverOut"];

export const STATES = ["requested", "approved", "refused", "withdrawn"] as const satisfies readonly Waiver["state"][];

/** A decision takes the task from everybody who could decide. */
export const waivers = resource("training", "/v1/waivers", {
  file: true,
  touches: [keyOf("training", "/v1/me/tasks")],
});
