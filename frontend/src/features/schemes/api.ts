/** Certification schemes: what earns a certificate, and for how long. */
import type { components } from "@/shared/api/generated/training";
import { resource } from "@/shared/api/resource";

type Schemas = components["schemas"];
export type Scheme = Schemas["SchemeOut"];
export type NewScheme = Schemas["CreateScheme"];

export const STATES = ["draft", "published", "retired"] as const satisfies readonly Scheme["state"][];

export const schemes = resource("training", "/v1/certification-schemes", { file: true });
