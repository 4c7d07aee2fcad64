/** What a feature tells the app about its pages; the app finds these lists itself (features/<name>/routes.ts). */
import type { ComponentType } from "react";
import type { PermissionName } from "@/shared/session/me";

export type Place = "today" | "learn" | "share" | "guidelines" | "team" | "reviews" | "insights" | "manage";

export interface FeatureRoute {
  /** Address with $name for a parameter, e.g. "/learn/modules/$id". */
  path: string;
  /** The page's module; its default export is the page. */
  page: () => Promise<{ default: ComponentType }>;
  /** Where the page lives; without one it is drawn outside the shell and needs no sign-in. */
  place: Place | null;
  /** Name in the place's own navigation: key in the app's texts under "sections". Without it the page is reached by links. */
  section?: string;
  /** Position among the sections, low first. */
  order?: number;
  /** Shown to those who hold any of these; empty means everyone. The server still decides. */
  needs?: readonly PermissionName[];
  /** Shown to those whom the directory gives any of these roles, where no permission says so: who leads people, say. */
  roles?: readonly string[];
}
