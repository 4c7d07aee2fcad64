/** A ring with a gap for each missing thing; whole when nothing is missing. Decoration: the words stand beside it. */
import classes from "./right.module.css";

interface RightPictureProps {
  state: "closed" | "open" | "unknown";
  missing: number;
  size: number;
}

const GAP = 0.14;

/** Dash lengths along a ring of length 1: an arc and a gap for each missing thing. */
export function dashes(state: RightPictureProps["state"], missing: number): string {
  if (state !== "open") return "1 0";
  const gaps = Math.min(3, Math.max(1, missing));
  const arc = (1 - gaps * GAP) / gaps;
  return `${arc.toFixed(4)} ${GAP}`;
}

export function RightPicture({ state, missing, size }: RightPictureProps) {
  return (
    <svg
      className={classes.picture}
      data-state={state}
      width={size}
      height={size}
      viewBox="0 0 32 32"
      aria-hidden
      focusable="false"
    >
      <circle
        cx="16"
        cy="16"
        r="13"
        pathLength={1}
        strokeWidth="3.6"
        strokeDasharray={dashes(state, missing)}
        transform="rotate(-65 16 16)"
      />
      {state === "closed" && (
        <path d="M10.5 16.4l3.7 3.7 7.3-7.6" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round" />
      )}
      {state === "open" && <circle cx="16" cy="16" r="2.6" className={classes.drop} />}
    </svg>
  );
}
