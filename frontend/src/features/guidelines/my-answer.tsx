/** My answer to a guideline: still open, or given and when. */
import { Group, Text } from "@mantine/core";
import { IconCircleCheck, IconHandClick, IconMoodSad } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { DueBadge } from "@/shared/ui/due-badge";
import { LinkButton } from "@/shared/ui/link";
import { myAnswersQuery, type Asked } from "./api";
import classes from "./guidelines.module.css";

const ICONS = { open: IconHandClick, accepted: IconCircleCheck, declined: IconMoodSad } as const;
type Shown = keyof typeof ICONS;

function isShown(state: string): state is Shown {
  return state in ICONS;
}

export function MyAnswer({ code, number, small = false }: { code: string; number: number; small?: boolean }) {
  const { data } = useQuery(myAnswersQuery(code));
  const mine = data?.find((asked) => isShown(asked.state));
  if (!mine || !isShown(mine.state)) return null;
  return <AnswerLine asked={mine} state={mine.state} number={number} small={small} />;
}

function AnswerLine({ asked, state, number, small }: { asked: Asked; state: Shown; number: number; small: boolean }) {
  const { t } = useTranslation("guidelines");
  const format = useFormat();
  const Icon = ICONS[state];
  const when = format.date(asked.answered_at ?? asked.asked_at);
  return (
    <div className={classes.answer} data-state={asked.overdue ? "overdue" : state} data-small={small || undefined}>
      <Icon size={small ? 18 : 26} aria-hidden style={{ flex: "none" }} />
      <div>
        <Text fw={600}>
          {t(asked.overdue ? "answer.overdue" : `answer.${state}`, { when, number: asked.version_number })}
        </Text>
        {state === "open" && <DueBadge at={asked.due_at} overdue={asked.overdue} />}
        {!small && state === "accepted" && asked.version_number < number && (
          <Text size="sm">{t("answer.stillCounts", { number })}</Text>
        )}
      </div>
      {!small && (
        <Group ml="auto">
          <LinkButton to={`/guidelines/acknowledge/${asked.id}`} variant={state === "open" ? "filled" : "default"}>
            {t(`answer.action.${state}`)}
          </LinkButton>
        </Group>
      )}
    </div>
  );
}
