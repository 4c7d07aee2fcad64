/** The places of the app, in the order people meet them. */
import {
  IconAdjustmentsHorizontal,
  IconBook2,
  IconChartDonut,
  IconChecklist,
  IconSchool,
  IconSpeakerphone,
  IconSun,
  IconUsers,
  type Icon,
} from "@tabler/icons-react";
import type { FeatureRoute, Place } from "@/shared/navigation/feature-route";
import type { PermissionName } from "@/shared/session/me";

export interface PlaceEntry {
  place: Place;
  path: string;
  icon: Icon;
}

export const PLACES: readonly PlaceEntry[] = [
  { place: "today", path: "/today", icon: IconSun },
  { place: "learn", path: "/learn", icon: IconSchool },
  { place: "share", path: "/share", icon: IconSpeakerphone },
  { place: "guidelines", path: "/guidelines", icon: IconBook2 },
  { place: "team", path: "/team", icon: IconUsers },
  { place: "reviews", path: "/reviews", icon: IconChecklist },
  { place: "insights", path: "/insights", icon: IconChartDonut },
  { place: "manage", path: "/manage", icon: IconAdjustmentsHorizontal },
];

/** The four that stand in everyone's bottom bar; the fifth there is "More". */
export const EVERYDAY: readonly Place[] = ["today", "learn", "share", "guidelines"];

export interface Section {
  path: string;
  /** Key under "sections" in the app's texts. */
  section: string;
}

export interface OpenPlace extends PlaceEntry {
  sections: readonly Section[];
}

/** The places and sections open to somebody who holds these roles: one is left out when nothing in it is theirs. */
export function openPlaces(
  routes: readonly FeatureRoute[],
  may: (...any: readonly PermissionName[]) => boolean,
  held: readonly string[] = [],
): readonly OpenPlace[] {
  return PLACES.map((entry) => {
    const mine = routes.filter(
      (route) =>
        route.place === entry.place &&
        (!route.needs?.length || may(...route.needs)) &&
        (!route.roles || route.roles.some((role) => held.includes(role))),
    );
    const sections = mine
      .filter((route) => route.section !== undefined)
      .sort((a, b) => (a.order ?? 100) - (b.order ?? 100))
      .map((route) => ({ path: route.path, section: route.section ?? "" }));
    return { ...entry, sections, hasFront: mine.some((route) => route.path === entry.path) };
  }).filter((place) => place.hasFront || place.sections.length > 0);
}
