/** A ring that fills from 0 to 1, e.g. for progress. Its label or a text beside it says the same in words. */
import type { ReactNode } from "react";
import classes from "./ring.module.css";

interface RingProps {
  /** 0 to 1; anything outside is brought back in. */
  share: number;
  /** Said by screen readers, e.g. "3 of 8 modules done". */
  label: string;
  size?: number;
  stroke?: number;
  tone?: "strong" | "good" | "waiting" | "trouble";
  children?: ReactNode;
}

export function Ring({ share, label, size = 96, stroke = 9, tone = "strong", children }: RingProps) {
  const filled = Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0));
  const radius = (size - stroke) / 2;
  const round = 2 * Math.PI * radius;
  return (
    <div className={classes.ring} role="img" aria-label={label} style={{ width: size, height: size }} data-tone={tone}>
      <svg width={size} height={size} viewBox={`0 0 ${size} ${size}`} aria-hidden focusable="false">
        <circle className={classes.track} cx={size / 2} cy={size / 2} r={radius} strokeWidth={stroke} />
        {filled > 0 && (
          <circle
            className={classes.fill}
            cx={size / 2}
            cy={size / 2}
            r={radius}
            strokeWidth={stroke}
            strokeDasharray={round}
            strokeDashoffset={round * (1 - filled)}
            transform={`rotate(-90 ${size / 2} ${size / 2})`}
          />
        )}
      </svg>
      <div className={classes.inside} aria-hidden>
        {children}
      </div>
    </div>
  );
}
