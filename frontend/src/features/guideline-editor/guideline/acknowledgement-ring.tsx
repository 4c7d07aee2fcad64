/** How a version is acknowledged: a ring that fills with every yes, and the numbers beside it. */
import { Card, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useMe } from "@/shared/session/me";
import { Link } from "@/shared/ui/link";
import { QueryState } from "@/shared/ui/query-state";
import { Ring } from "@/shared/ui/ring";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { summaryQuery, type Summary } from "../api";
import classes from "./editor.module.css";

export function AcknowledgementRing({ guideline, number }: { guideline: string; number: number }) {
  const query = useQuery(summaryQuery(guideline, number));
  return (
    <Card component="section">
      <QueryState query={query} skeleton={<TextSkeleton lines={2} />}>
        {(summary) => <Told summary={summary} answers={`/manage/guidelines/${guideline}/answers/${number}`} />}
      </QueryState>
    </Card>
  );
}

function Told({ summary, answers }: { summary: Summary; answers: string }) {
  const { t } = useTranslation("guideline-editor");
  const { may } = useMe();
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
        <dl className={classes.numbers}>
          {rows.map(([name, count]) => (
            <div key={name} data-name={name}>
              <dt>{t(`ring.${name}`)}</dt>
              <dd>{format.number(count)}</dd>
            </div>
          ))}
        </dl>
        {may("governance:acknowledgements.read") && <Link to={answers}>{t("ring.answers")}</Link>}
      </Stack>
    </Group>
  );
}
