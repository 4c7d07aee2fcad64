/** A module's state as a ring: closed and ticked, half way, open, or locked. The words stand beside it. */
import { IconCheck, IconLock } from "@tabler/icons-react";
import type { MapNode } from "./api";
import classes from "./tracks.module.css";

const ROUND = 2 * Math.PI * 13;

export function StateMark({ state }: { state: MapNode["state"] }) {
  return (
    <span className={classes.mark} data-state={state} aria-hidden>
      <svg width="32" height="32" viewBox="0 0 32 32" focusable="false">
        <circle className={classes.markTrack} cx="16" cy="16" r="13" />
        {(state === "done" || state === "in-progress") && (
          <circle
            className={classes.markFill}
            cx="16"
            cy="16"
            r="13"
            strokeDasharray={ROUND}
            strokeDashoffset={state === "done" ? 0 : ROUND / 2}
            transform="rotate(-90 16 16)"
          />
        )}
      </svg>
      {state === "done" && <IconCheck size={15} stroke={3} />}
      {state === "locked" && <IconLock size={14} stroke={2.2} />}
    </span>
  );
}
