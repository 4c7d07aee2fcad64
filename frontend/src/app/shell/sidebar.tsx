/** The places at the side of a wide screen; the one you are in shows its sections. */
import { useTranslation } from "react-i18next";
import { PlaceLink } from "@/shared/ui/link";
import { EVERYDAY, type OpenPlace } from "../places";
import classes from "./shell.module.css";

interface SidebarProps {
  places: readonly OpenPlace[];
  here: OpenPlace | undefined;
}

export function Sidebar({ places, here }: SidebarProps) {
  const { t } = useTranslation("app");
  const everyday = places.filter((place) => EVERYDAY.includes(place.place));
  const byRole = places.filter((place) => !EVERYDAY.includes(place.place));

  function entry(place: OpenPlace) {
    const current = here?.place === place.place;
    return (
      <li key={place.place}>
        <PlaceLink
          className={classes.place}
          to={place.path}
          exact
          label={t(`places.${place.place}`)}
          leftSection={<place.icon size={20} stroke={1.7} aria-hidden />}
          data-here={current || undefined}
        />
        {current && place.sections.length > 1 && (
          <ul className={classes.sections}>
            {place.sections.map((section) => (
              <li key={section.path}>
                <PlaceLink
                  className={classes.section}
                  to={section.path}
                  exact={section.path === place.path}
                  label={t(`sections.${section.section}`)}
                />
              </li>
            ))}
          </ul>
        )}
      </li>
    );
  }

  return (
    <nav className={classes.sidebar} aria-label={t("navigation")}>
      <ul>{everyday.map(entry)}</ul>
      {byRole.length > 0 && <ul className={classes.byRole}>{byRole.map(entry)}</ul>}
    </nav>
  );
}
