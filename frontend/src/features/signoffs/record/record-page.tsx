/** The record of a sign-off: who decided what, when, over which text; as a file that anybody can verify. */
import { Alert, Button, Code, Stack, Text, Title } from "@mantine/core";
import { IconCircleCheck, IconAlertTriangle, IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ClauseCard, type ReadableClause } from "@/shared/clauses/clause-card";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { Facts, type NamedFact } from "@/shared/ui/facts";
import { Page } from "@/shared/ui/page";
import { PersonName } from "@/shared/ui/person-name";
import { QueryState } from "@/shared/ui/query-state";
import { saveFile } from "@/shared/ui/save-file";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { StateBadge } from "@/shared/ui/state-badge";
import { Timeline } from "@/shared/ui/timeline";
import { recordQuery, type SignoffRecord } from "../api";
import { entryOf, guidelineOf, toneOf, VERDICT_TONES } from "../rules";
import classes from "./record.module.css";

export default function RecordPage() {
  const { t } = useTranslation("signoffs");
  const localized = useLocalized();
  const id = useRouteParam("id");
  const query = useQuery(recordQuery(id));
  const record = query.data;
  const subject = record && guidelineOf(record);
  const name = subject ? localized(subject.title) : t("one");
  return (
    <Page
      narrow
      title={t("record.title")}
      lede={subject ? `${name}, ${t("version", { number: subject.number }).toLowerCase()}` : name}
      crumbs={[
        { label: t("title"), to: "/reviews" },
        { label: t("one"), to: `/reviews/signoffs/${id}` },
      ]}
      actions={
        record && (
          <Button
            leftSection={<IconDownload size={18} aria-hidden />}
            onClick={() => saveFile(asFile(record), `${subject?.code ?? "record"}-${subject?.number ?? id}.json`)}
          >
            {t("record.download")}
          </Button>
        )
      }
    >
      <QueryState query={query} skeleton={<TextSkeleton lines={10} />}>
        {(known) => (
          <Stack gap="xl">
            <Holds record={known} />
            <About record={known} />
            <Decided record={known} />
            <Content record={known} />
            <Verify />
          </Stack>
        )}
      </QueryState>
    </Page>
  );
}

function asFile(record: SignoffRecord): Blob {
  return new Blob([JSON.stringify(record, null, 2)], { type: "application/json" });
}

function Holds({ record }: { record: SignoffRecord }) {
  const { t } = useTranslation("signoffs");
  const face = record.intact ? "holds" : "broken";
  return (
    <Alert
      variant="light"
      color={record.intact ? "green" : "red"}
      icon={record.intact ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
      title={t(`record.${face}.title`)}
    >
      {t(`record.${face}.text`)}
    </Alert>
  );
}

function About({ record }: { record: SignoffRecord }) {
  const { t } = useTranslation("signoffs");
  const format = useFormat();
  const facts: NamedFact[] = [
    [
      t("record.state"),
      <StateBadge key="state" state={record.state} label={t(`state.${record.state}`)} tone={toneOf(record.state)} />,
    ],
    [t("record.by"), <PersonName key="by" id={record.submitted_by} />],
    [t("record.at"), format.dateTime(record.submitted_at)],
  ];
  if (record.closed_at) facts.push([t("record.closed"), format.dateTime(record.closed_at)]);
  return <Facts of={facts} className={classes.facts} />;
}

function Decided({ record }: { record: SignoffRecord }) {
  const { t } = useTranslation("signoffs");
  return (
    <section>
      <Title order={2} size="h3" mb="md">
        {t("record.decisions")}
      </Title>
      {record.entries.length === 0 && <Text c="dimmed">{t("record.none")}</Text>}
      <Timeline
        label={t("record.decisions")}
        entries={record.entries.map((link) => {
          const entry = entryOf(link);
          const tone = VERDICT_TONES[entry.decision] ?? "neutral";
          return {
            id: entry.id,
            at: entry.decided_at,
            who: <PersonName id={entry.person_id} />,
            what: <StateBadge state={entry.decision} label={t(`verdict.${entry.decision}.done`)} tone={tone} />,
            tone,
            said: (
              <>
                {entry.comment && (
                  <Text mt={4}>
                    {entry.decision === "approve-if" && <strong>{t("record.condition")} </strong>}
                    {entry.comment}
                  </Text>
                )}
                <Code className={classes.hash}>{link.hash}</Code>
              </>
            ),
          };
        })}
      />
    </section>
  );
}

function Content({ record }: { record: SignoffRecord }) {
  const { t } = useTranslation("signoffs");
  return (
    <section>
      <Title order={2} size="h3">
        {t("record.content")}
      </Title>
      <Text size="sm" c="dimmed" mt={4}>
        {t("hash")}
      </Text>
      <Code className={classes.hash}>{record.content_hash}</Code>
      <Stack gap="sm" mt="md">
        {record.content === null && <Text c="dimmed">{t("record.noContent")}</Text>}
        {(record.content ?? []).map((clause) => (
          <ClauseCard key={String(clause.clause_id)} clause={readable(clause)} />
        ))}
      </Stack>
    </section>
  );
}

/** In the form in which it was hashed the lists of an audience stand beside the rest. */
function readable(clause: Readonly<Record<string, unknown>>): ReadableClause {
  const { roles, departments, divisions, locations, job_profiles } = clause;
  const lists = Object.entries({ roles, departments, divisions, locations, job_profiles });
  const named = lists.filter(([, names]) => Array.isArray(names) && names.length > 0);
  return { ...(clause as unknown as ReadableClause), applies_to: Object.fromEntries(named) };
}

function Verify() {
  const { t } = useTranslation("signoffs");
  return (
    <div>
      <Text size="sm" c="dimmed">
        {t("record.verify")}
      </Text>
      <Code className={classes.hash}>python -m service_kit verify-record FILE</Code>
    </div>
  );
}
