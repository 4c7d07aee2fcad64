/** What I shared. */
import type { components } from "@/shared/api/generated/advocacy";
import { resource } from "@/shared/api/resource";

export type Share = components["schemas"]["ShareOut"];

export const myShares = resource("advocacy", "/v1/me/shares");
