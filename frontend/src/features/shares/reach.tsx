/** Reach as rings that spread: more visits, more rings; the number itself stands in the middle. */
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { ringsFor } from "./rings";
import classes from "./reach.module.css";

const RADII = [13, 21, 29, 37];

export function Reach({ clicks, most }: { clicks: number; most: number }) {
  const { t } = useTranslation("shares");
  const format = useFormat();
  const rings = ringsFor(clicks, most);
  return (
    <div className={classes.reach} role="img" aria-label={t("visits", { count: clicks })}>
      <svg viewBox="0 0 80 80" width={80} height={80} aria-hidden focusable="false">
        {RADII.map((radius, index) => (
          <circle key={radius} cx="40" cy="40" r={radius} data-reached={index < rings || undefined} />
        ))}
      </svg>
      <span aria-hidden>{format.number(clicks)}</span>
    </div>
  );
}
