/** The clauses of an ask: new and changed ones first with their words marked, then what went, then the rest. */
import { Alert, Stack, Text, Title } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { diffQuery } from "@/shared/clauses/diff-query";
import { ClauseCard } from "@/shared/clauses/clause-card";
import { WordDiff } from "@/shared/clauses/word-diff";
import { useLanguage } from "@/shared/i18n/language";
import { Link } from "@/shared/ui/link";
import { StateBadge } from "@/shared/ui/state-badge";
import { type Asked, type AskedClause, type Diff } from "./api";
import { languageRead, toRead, wordsOf } from "./reading";

export function AskedClauses({ asked, before }: { asked: Asked; before: number | null }) {
  const { t } = useTranslation("acknowledgements");
  const language = useLanguage();
  const diff = useQuery({
    ...diffQuery(asked.guideline.code, before ?? 0, asked.version_number),
    enabled: before !== null,
  });
  const { fresh, known } = toRead(asked.clauses);
  const first = before === null;
  return (
    <Stack gap="xl">
      {languageRead(asked.clauses, language) !== language && (
        <Alert variant="light" icon={<IconInfoCircle aria-hidden />}>
          {t("otherLanguage")}
        </Alert>
      )}
      {fresh.length > 0 && (
        <Section title={t("fresh", { count: fresh.length })} text={t("freshText", { number: before ?? 0 })}>
          {fresh.map((clause) => (
            <FreshClause key={clause.clause_id} clause={clause} diff={diff.data} language={language} />
          ))}
        </Section>
      )}
      {asked.removed.length > 0 && (
        <Section title={t("removed", { count: asked.removed.length })}>
          {asked.removed.map((clause) => (
            <ClauseCard
              key={clause.clause_id}
              clause={clause}
              mark={<StateBadge state="gone" label={t("shared:clause.gone")} tone="neutral" />}
            />
          ))}
        </Section>
      )}
      {known.length > 0 && (
        <Section title={first ? t("all", { count: known.length }) : t("known", { count: known.length })}>
          {known.map((clause) => (
            <ClauseCard key={clause.clause_id} clause={clause} />
          ))}
        </Section>
      )}
      <Text size="sm" c="dimmed">
        {t("onlyMine")}{" "}
        <Link to={`/guidelines/${asked.guideline.code}`} search={{ whom: "all" }} fz="sm" underline="always">
          {t("whole")}
        </Link>
      </Text>
    </Stack>
  );
}

function FreshClause({ clause, diff, language }: { clause: AskedClause; diff: Diff | undefined; language: string }) {
  const { t } = useTranslation("shared");
  const found = wordsOf(diff, clause.clause_id, language);
  const added = clause.change === "added";
  return (
    <ClauseCard
      clause={clause}
      mark={
        <StateBadge state="fresh" label={t(added ? "clause.new" : "clause.edited")} tone={added ? "good" : "waiting"} />
      }
      words={found && <WordDiff segments={found.segments} lang={found.language} />}
    />
  );
}

function Section({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <section>
      <Title order={2} size="h3">
        {title}
      </Title>
      {text && (
        <Text c="dimmed" size="sm">
          {text}
        </Text>
      )}
      <Stack gap="sm" mt="sm">
        {children}
      </Stack>
    </section>
  );
}
