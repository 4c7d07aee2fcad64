/** Five places under the thumb: four for everyone and "More". */
import { IconDots } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "@/shared/ui/link";
import { EVERYDAY, type OpenPlace } from "../places";
import classes from "./shell.module.css";

interface BottomBarProps {
  places: readonly OpenPlace[];
  here: OpenPlace | undefined;
}

export function BottomBar({ places, here }: BottomBarProps) {
  const { t } = useTranslation("app");
  const everyday = places.filter((place) => EVERYDAY.includes(place.place));
  const elsewhere = here === undefined || !EVERYDAY.includes(here.place);
  return (
    <nav className={classes.bottomBar} aria-label={t("navigation")}>
      <ul>
        {everyday.map((place) => (
          <li key={place.place}>
            <Link
              to={place.path}
              className={classes.tab}
              underline="never"
              data-here={here?.place === place.place || undefined}
            >
              <place.icon size={22} stroke={1.7} aria-hidden />
              <span>{t(`places.${place.place}`)}</span>
            </Link>
          </li>
        ))}
        <li>
          <Link to="/more" className={classes.tab} underline="never" data-here={elsewhere || undefined}>
            <IconDots size={22} stroke={1.7} aria-hidden />
            <span>{t("places.more")}</span>
          </Link>
        </li>
      </ul>
    </nav>
  );
}
