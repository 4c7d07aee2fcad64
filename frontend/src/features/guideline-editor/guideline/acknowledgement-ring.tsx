/** How a version is acknowledged: a ring that fills with every yes, and the numbers with the names behind them. */
import { Box, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { AnswersToVersion } from "@/shared/guidelines/answers-to-version";
import { useMe } from "@/shared/session/me";
import { QueryState } from "@/shared/ui/query-state";
import { Ring } from "@/shared/ui/ring";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { summaryQuery, type Summary } from "../api";
import classes from "./editor.module.css";

interface AcknowledgementRingProps {
  guideline: string;
  number: number;
  title: string;
}

export function AcknowledgementRing({ guideline, number, title }: AcknowledgementRingProps) {
  const { may } = useMe();
  const query = useQuery(summaryQuery(guideline, number));
  const names = may("governance:acknowledgements.read-answers");
  return (
    <Card component="section">
      <QueryState query={query} skeleton={<TextSkeleton lines={2} />}>
        {(summary) => <Told summary={summary} numbers={!names} />}
      </QueryState>
      {names && (
        <Box mt="lg">
          <AnswersToVersion folded guideline={guideline} number={number} title={`${title} ${number}`} />
        </Box>
      )}
    </Card>
  );
}

function Told({ summary, numbers }: { summary: Summary; numbers: boolean }) {
  const { t } = useTranslation("guideline-editor");
  const format = useFormat();
  // Who was asked anew before answering is counted with the newer version.
  const asked = summary.asked - summary.superseded;
  const share = asked > 0 ? summary.accepted / asked : 0;
  const rows = [
    ["accepted", summary.accepted],
    ["open", summary.open],
    ["overdue", summary.overdue],
    ["declined", summary.declined],
  ] as const;
  return (
    <Group gap="xl" align="center">
      <Ring share={share} size={120} stroke={11} label={t("ring.label", { accepted: summary.accepted, asked })}>
        <Text fw={700} fz="xl" component="span">
          {format.percent(share)}
        </Text>
      </Ring>
      <Stack gap="xs" flex="1 1 14rem">
        <Title order={2} size="h3">
          {t("ring.title", { count: asked })}
        </Title>
        {numbers && (
          <dl className={classes.numbers}>
            {rows.map(([name, count]) => (
              <div key={name} data-name={name}>
                <dt>{t(`ring.${name}`)}</dt>
                <dd>{format.number(count)}</dd>
              </div>
            ))}
          </dl>
        )}
      </Stack>
    </Group>
  );
}
