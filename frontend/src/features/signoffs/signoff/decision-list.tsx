/** Every decision with its reason and words, in the order in which they came. */
import { Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { PersonName } from "@/shared/ui/person-name";
import { StateBadge } from "@/shared/ui/state-badge";
import { Timeline } from "@/shared/ui/timeline";
import type { Decision } from "../api";
import { VERDICT_TONES } from "../rules";

export function DecisionList({ decisions }: { decisions: readonly Decision[] }) {
  const { t } = useTranslation("signoffs");
  if (decisions.length === 0) return null;
  return (
    <section>
      <Title order={2} size="h3" mb="md">
        {t("said")}
      </Title>
      <Timeline
        label={t("said")}
        entries={decisions.map((decision) => {
          const tone = VERDICT_TONES[decision.decision] ?? "neutral";
          return {
            id: decision.id,
            at: decision.decided_at,
            who: <PersonName id={decision.person_id} />,
            what: <StateBadge state={decision.decision} label={t(`verdict.${decision.decision}.done`)} tone={tone} />,
            tone,
            said: <Said decision={decision} />,
          };
        })}
      />
    </section>
  );
}

function Said({ decision }: { decision: Decision }) {
  const { t } = useTranslation("signoffs");
  return (
    <>
      {decision.reason_code && (
        <Text size="sm" c="dimmed">
          {t(`reasons.${decision.reason_code}`, { defaultValue: decision.reason_code })}
        </Text>
      )}
      {decision.comment && <Text mt={4}>{decision.comment}</Text>}
    </>
  );
}
