/** Every decision with its reason and words, in the order in which they came. */
import { Group, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { PersonName } from "@/shared/ui/person-name";
import { StateBadge, type Tone } from "@/shared/ui/state-badge";
import type { Decision } from "../api";
import classes from "./signoff.module.css";

const TONES: Record<string, Tone> = {
  approve: "good",
  "approve-if": "waiting",
  "request-changes": "waiting",
  reject: "trouble",
};

export function DecisionList({ decisions }: { decisions: readonly Decision[] }) {
  const { t } = useTranslation("signoffs");
  const format = useFormat();
  if (decisions.length === 0) return null;
  return (
    <section>
      <Title order={2} size="h3" mb="md">
        {t("said")}
      </Title>
      <Stack component="ul" gap="sm" className={classes.said}>
        {decisions.map((decision) => (
          <li key={decision.id}>
            <Group gap="xs">
              <Text fw={600}>
                <PersonName id={decision.person_id} />
              </Text>
              <StateBadge
                state={decision.decision}
                label={t(`verdict.${decision.decision}.done`)}
                tone={TONES[decision.decision] ?? "neutral"}
              />
              <Text size="sm" c="dimmed">
                {format.dateTime(decision.decided_at)}
              </Text>
            </Group>
            {decision.reason_code && (
              <Text size="sm" c="dimmed">
                {t(`reasons.${decision.reason_code}`, { defaultValue: decision.reason_code })}
              </Text>
            )}
            {decision.comment && <Text mt={4}>{decision.comment}</Text>}
          </li>
        ))}
      </Stack>
    </section>
  );
}
