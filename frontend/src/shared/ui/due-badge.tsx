/** By when something is to be done, in the reader's words; what is late says so, not by colour alone. */
import { IconClock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import classes from "./due-badge.module.css";

interface DueBadgeProps {
  at: string;
  /** As the service says it: a device's clock does not decide. */
  overdue: boolean;
}

export function DueBadge({ at, overdue }: DueBadgeProps) {
  const { t } = useTranslation("shared");
  const format = useFormat();
  return (
    <span className={classes.badge} data-overdue={overdue || undefined}>
      <IconClock size={14} aria-hidden />
      <time dateTime={at} title={format.dateTime(at)}>
        {t(overdue ? "due.late" : "due.by", { when: format.relativeDay(at) })}
      </time>
    </span>
  );
}
