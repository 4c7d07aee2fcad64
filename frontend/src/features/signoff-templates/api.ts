/** Sign-off routes: the stages a text passes before it comes into force. */
import type { components } from "@/shared/api/generated/governance";
import { resource } from "@/shared/api/resource";

export type Template = components["schemas"]["TemplateOut"];
export type TemplateStage = Template["stages"][number];
export type TemplateBody = components["schemas"]["WriteTemplate"];

export const templates = resource("governance", "/v1/signoff-templates", { file: true });
