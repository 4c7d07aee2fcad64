/** The stages one below the other: what is done, whose turn it is, until when, and how many yeses it takes. */
import { IconArrowBackUp, IconCheck, IconMinus } from "@tabler/icons-react";
import { Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useClauseWords } from "@/shared/clauses/use-clause-words";
import { useFormat } from "@/shared/format/use-format";
import { DueBadge } from "@/shared/ui/due-badge";
import { PersonName } from "@/shared/ui/person-name";
import { Ring } from "@/shared/ui/ring";
import { StateBadge } from "@/shared/ui/state-badge";
import type { Signoff, Stage } from "../api";
import { endedWith, faceOf, shareOf, type StageFace } from "../rules";
import classes from "./signoff.module.css";

const TONES = {
  done: "good",
  now: "strong",
  late: "trouble",
  waiting: "strong",
  returned: "trouble",
  stopped: "strong",
} as const;

export function StageList({ signoff }: { signoff: Signoff }) {
  const { t } = useTranslation("signoffs");
  return (
    <section>
      <Title order={2} size="h3" mb="md">
        {t("route", { name: signoff.template_name })}
      </Title>
      <ol className={classes.stages}>
        {signoff.stages.map((stage, index) => (
          <StageItem
            key={index}
            stage={stage}
            face={faceOf(stage, signoff.state)}
            number={index + 1}
            mine={signoff.my_turn}
          />
        ))}
      </ol>
    </section>
  );
}

interface StageItemProps {
  stage: Stage;
  face: StageFace;
  number: number;
  mine: boolean;
}

function StageItem({ stage, face, number, mine }: StageItemProps) {
  const { t } = useTranslation("signoffs");
  const current = face === "now" || face === "late";
  const label = t("approvals", { count: stage.approvals, needed: stage.needed });
  return (
    <li className={classes.stage} data-face={face} aria-current={current ? "step" : undefined}>
      <Ring share={face === "done" ? 1 : shareOf(stage)} size={44} stroke={4} tone={TONES[face]} label={label}>
        {face === "done" ? (
          <IconCheck size={20} aria-hidden />
        ) : face === "returned" ? (
          <IconArrowBackUp size={20} aria-hidden />
        ) : face === "stopped" ? (
          <IconMinus size={18} aria-hidden />
        ) : (
          number
        )}
      </Ring>
      <div>
        <Group gap="xs">
          <Text fw={600}>{stage.name}</Text>
          {current && (
            <StateBadge
              state="now"
              label={t(mine ? "turn.mine" : "turn.now")}
              tone={face === "late" ? "trouble" : mine ? "waiting" : "active"}
            />
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {t(`kind.${stage.kind}`)} · {quorumOf(stage, t)}
        </Text>
        <When stage={stage} face={face} />
        <ul className={classes.seats}>
          {stage.reviewers.map((seat, index) => (
            <li key={index}>
              <Seat seat={seat} />
            </li>
          ))}
        </ul>
      </div>
    </li>
  );
}

function quorumOf(stage: Stage, t: (key: string, values?: Record<string, unknown>) => string): string {
  if (stage.quorum === "all") return t("quorum.all");
  if (stage.quorum === "any") return t("quorum.any");
  return t("quorum.some", { needed: stage.needed, total: stage.reviewers.length });
}

function When({ stage, face }: { stage: Stage; face: StageFace }): ReactNode {
  const { t } = useTranslation("signoffs");
  const format = useFormat();
  if (face === "done" && stage.completed_at)
    return <Text size="sm">{t("doneOn", { when: format.date(stage.completed_at) })}</Text>;
  if (face === "returned")
    return (
      <Text size="sm" fw={600}>
        {t(`returned.${endedWith(stage)}`, { when: stage.completed_at ? format.date(stage.completed_at) : "" })}
      </Text>
    );
  if (face === "stopped") return <Text size="sm">{t("stopped")}</Text>;
  if ((face === "now" || face === "late") && stage.due_at) {
    return (
      <Text size="sm" mt={4}>
        <DueBadge at={stage.due_at} overdue={face === "late"} />
      </Text>
    );
  }
  return <Text size="sm">{t("days", { count: stage.due_business_days })}</Text>;
}

function Seat({ seat }: { seat: Stage["reviewers"][number] }) {
  const { t } = useTranslation("signoffs");
  const words = useClauseWords();
  const who = seat.person ? <PersonName id={seat.person} /> : words.role(seat.role ?? "");
  if (!seat.decision) return <span>{who}</span>;
  return (
    <span>
      {who}: <strong>{t(`verdict.${seat.decision}.done`)}</strong>
      {seat.decided_by && !seat.person && (
        <>
          {" "}
          (<PersonName id={seat.decided_by} />)
        </>
      )}
    </span>
  );
}
