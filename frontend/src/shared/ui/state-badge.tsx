/** A thing's state in words and tone: never in colour alone. */
import { useTranslation } from "react-i18next";
import classes from "./state-badge.module.css";

export type Tone = "neutral" | "active" | "good" | "waiting" | "trouble";

const TONES: Record<string, Tone> = {
  draft: "neutral",
  archived: "neutral",
  retired: "neutral",
  superseded: "neutral",
  alumni: "neutral",
  dormant: "neutral",
  closed: "neutral",
  queued: "neutral",
  locked: "neutral",
  withdrawn: "neutral",
  cancelled: "neutral",
  left: "neutral",
  running: "active",
  invited: "active",
  nominated: "active",
  accepted: "active",
  enrolled: "active",
  "in-progress": "active",
  requested: "active",
  "in-review": "active",
  submitted: "active",
  published: "good",
  offered: "good",
  active: "good",
  approved: "good",
  valid: "good",
  succeeded: "good",
  completed: "good",
  done: "good",
  fulfilled: "good",
  issued: "good",
  current: "good",
  open: "waiting",
  waiting: "waiting",
  "approve-if": "waiting",
  scheduled: "waiting",
  stalled: "waiting",
  suspended: "trouble",
  revoked: "trouble",
  expired: "trouble",
  rejected: "trouble",
  refused: "trouble",
  failed: "trouble",
  declined: "trouble",
  voided: "trouble",
  overdue: "trouble",
  "request-changes": "trouble",
  inactive: "neutral",
};

export const KNOWN_STATES: readonly string[] = Object.keys(TONES);

export function StateBadge({ state, label, tone }: { state: string; label?: string; tone?: Tone }) {
  const { t } = useTranslation("shared");
  const key = state.replaceAll("_", "-");
  return (
    <span className={classes.badge} data-tone={tone ?? TONES[key] ?? "neutral"}>
      {label ?? t(`state.${key}`, { defaultValue: key })}
    </span>
  );
}
