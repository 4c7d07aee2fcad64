/** A version that came back from its reviewers: what each of them said, at which stage, and what changed since. */
import { Alert, Stack, Text, Title } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { SinceRound } from "@/shared/clauses/since-round";
import { useFormat } from "@/shared/format/use-format";
import { LinkButton } from "@/shared/ui/link";
import { PersonName } from "@/shared/ui/person-name";
import { QueryState } from "@/shared/ui/query-state";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { StateBadge, type Tone } from "@/shared/ui/state-badge";
import { Timeline } from "@/shared/ui/timeline";
import { signoffQuery, type Guideline, type Signoff, type WholeVersion } from "../api";

type LastRound = NonNullable<WholeVersion["last_round"]>;
type Decision = Signoff["decisions"][number];

const TONES: Record<string, Tone> = {
  approve: "good",
  "approve-if": "waiting",
  "request-changes": "waiting",
  reject: "trouble",
};

/** The round that a draft came back from; none while it was never sent in. */
export function cameBack(version: Pick<WholeVersion, "state" | "last_round">): LastRound | null {
  return version.state === "draft" ? (version.last_round ?? null) : null;
}

export function CameBack({
  guideline,
  version,
  round,
}: {
  guideline: Guideline;
  version: WholeVersion;
  round: LastRound;
}) {
  const { t } = useTranslation("guideline-editor");
  const format = useFormat();
  return (
    <Stack gap="lg">
      <Alert
        variant="light"
        color="yellow"
        icon={<IconArrowBackUp aria-hidden />}
        title={t(`cameBack.title.${round.state}`, { defaultValue: t("cameBack.title.voided") })}
      >
        <Text mb="sm">
          {t("cameBack.sent", { when: format.date(round.submitted_at) })}{" "}
          {t(round.same_content ? "cameBack.unchanged" : "cameBack.edited")}
        </Text>
        <LinkButton variant="default" to={`/reviews/signoffs/${round.signoff_id}`}>
          {t("waiting.action")}
        </LinkButton>
      </Alert>
      <Said signoffId={round.signoff_id} />
      {!round.same_content && (
        <SinceRound
          heading={t("cameBack.since")}
          guideline={guideline.id}
          number={version.number}
          round={round.signoff_id}
        />
      )}
    </Stack>
  );
}

function Said({ signoffId }: { signoffId: string }) {
  const { t } = useTranslation(["guideline-editor", "signoffs"]);
  const query = useQuery(signoffQuery(signoffId));
  return (
    <section>
      <Title order={2} size="h3" mb="md">
        {t("cameBack.said")}
      </Title>
      <QueryState query={query} skeleton={<TextSkeleton lines={3} />}>
        {(signoff) =>
          signoff.decisions.length === 0 ? (
            <Text c="dimmed">{t("cameBack.nothingSaid")}</Text>
          ) : (
            <Timeline
              label={t("cameBack.said")}
              entries={signoff.decisions.map((decision) => ({
                id: decision.id,
                at: decision.decided_at,
                who: <PersonName id={decision.person_id} />,
                what: (
                  <StateBadge
                    state={decision.decision}
                    label={t(`signoffs:verdict.${decision.decision}.done`)}
                    tone={TONES[decision.decision] ?? "neutral"}
                  />
                ),
                tone: TONES[decision.decision] ?? "neutral",
                said: <Words decision={decision} stage={signoff.stages[decision.stage]?.name ?? ""} />,
              }))}
            />
          )
        }
      </QueryState>
    </section>
  );
}

function Words({ decision, stage }: { decision: Decision; stage: string }) {
  const { t } = useTranslation(["guideline-editor", "signoffs"]);
  return (
    <>
      <Text size="sm" c="dimmed">
        {t("cameBack.atStage", { stage })}
        {decision.reason_code &&
          ` · ${t(`signoffs:reasons.${decision.reason_code}`, { defaultValue: decision.reason_code })}`}
      </Text>
      {decision.comment && (
        <Text mt={4} style={{ whiteSpace: "pre-wrap" }}>
          {decision.comment}
        </Text>
      )}
    </>
  );
}
