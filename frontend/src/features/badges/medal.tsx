/** A badge's picture: rings for what it honours, drawn closed when it is held. */
import { IconCircles, IconSchool, IconSpeakerphone } from "@tabler/icons-react";
import type { Badge } from "./api";
import classes from "./medal.module.css";

const ICONS = { collaboration: IconSchool, advocacy: IconSpeakerphone, both: IconCircles } as const;

export function Medal({ axis, open = false }: { axis: Badge["axis"]; open?: boolean }) {
  const AxisIcon = ICONS[axis];
  return (
    <div className={classes.medal} data-open={open || undefined} aria-hidden>
      <svg viewBox="0 0 96 96" width={96} height={96} focusable="false">
        <circle cx="48" cy="48" r="44" />
        <circle cx="48" cy="48" r="34" />
      </svg>
      <AxisIcon size={34} stroke={1.6} />
    </div>
  );
}
