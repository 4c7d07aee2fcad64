/** Rings on water: the picture of an empty place, and of the app itself. Decoration only. */
import classes from "./ripples.module.css";

export function Ripples({ size = 160, moving = false }: { size?: number; moving?: boolean }) {
  return (
    <svg
      className={classes.ripples}
      data-moving={moving || undefined}
      width={size}
      height={size}
      viewBox="0 0 160 160"
      aria-hidden
      focusable="false"
    >
      <circle cx="80" cy="80" r="76" strokeWidth="1.5" opacity="0.22" />
      <circle cx="80" cy="80" r="56" strokeWidth="2.5" opacity="0.38" />
      <circle cx="80" cy="80" r="36" strokeWidth="4" opacity="0.65" />
      <circle cx="80" cy="80" r="15" strokeWidth="7" />
    </svg>
  );
}

/** The mark of Kring: a drop and its ring, not quite closed. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg className={classes.ripples} width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <circle
        cx="16"
        cy="16"
        r="13"
        strokeWidth="3.4"
        strokeLinecap="round"
        strokeDasharray="68 14"
        transform="rotate(-62 16 16)"
      />
      <circle cx="16" cy="16" r="5.2" strokeWidth="3.4" />
    </svg>
  );
}
