/** A place's sections as a row to swipe through, on a phone only: a wide screen has them in the sidebar. */
import { useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { PlaceLink } from "@/shared/ui/link";
import type { OpenPlace } from "../places";
import classes from "./shell.module.css";

export function Sections({ place }: { place: OpenPlace }) {
  const { t } = useTranslation("app");
  const { pathname } = useLocation();
  const row = useRef<HTMLElement>(null);
  // Scrolls the current section into view.
  useEffect(() => {
    const here = row.current?.querySelector("[aria-current='page']");
    if (row.current && here instanceof HTMLElement)
      row.current.scrollLeft = here.offsetLeft - (row.current.clientWidth - here.offsetWidth) / 2;
  }, [pathname, place.sections.length]);
  if (place.sections.length < 2) return null;
  return (
    <nav ref={row} className={classes.chips} aria-label={t("sectionsOf", { place: t(`places.${place.place}`) })}>
      <ul>
        {place.sections.map((section) => (
          <li key={section.path}>
            <PlaceLink
              className={classes.chip}
              to={section.path}
              exact={section.path === place.path}
              label={t(`sections.${section.section}`)}
            />
          </li>
        ))}
      </ul>
    </nav>
  );
}
