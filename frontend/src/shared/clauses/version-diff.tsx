/** What is added, changed and removed between two versions, clause by clause and word by word. */
import { Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { components } from "@/shared/api/generated/governance";
import { useFormat } from "@/shared/format/use-format";
import { useLanguage } from "@/shared/i18n/language";
import { EmptyState } from "@/shared/ui/empty-state";
import { StateBadge, type Tone } from "@/shared/ui/state-badge";
import { ClauseCard } from "./clause-card";
import type { Clause } from "./kinds";
import { segmentsFor, WordDiff } from "./word-diff";

export type Diff = components["schemas"]["DiffOut"];
type Change = components["schemas"]["ClauseChangeOut"];

export function isEmpty(diff: Pick<Diff, "added" | "changed" | "removed">): boolean {
  return diff.added.length + diff.changed.length + diff.removed.length === 0;
}

export function VersionDiff({ diff }: { diff: Diff }) {
  const { t } = useTranslation("shared");
  if (isEmpty(diff)) return <EmptyState small title={t("clause.nothingChanged")} />;
  return (
    <Stack gap="xl">
      <Changed changes={diff.changed} />
      <Listed
        heading={t("clause.added", { count: diff.added.length })}
        clauses={diff.added}
        word={t("clause.new")}
        tone="good"
      />
      <Listed
        heading={t("clause.removed", { count: diff.removed.length })}
        clauses={diff.removed}
        word={t("clause.gone")}
        tone="neutral"
      />
      {diff.unchanged.length > 0 && (
        <Text c="dimmed" size="sm">
          {t("clause.unchanged", { count: diff.unchanged.length })}
        </Text>
      )}
    </Stack>
  );
}

function Changed({ changes }: { changes: readonly Change[] }) {
  const { t } = useTranslation("shared");
  if (changes.length === 0) return null;
  return (
    <section>
      <Title order={3} mb="sm">
        {t("clause.changed", { count: changes.length })}
      </Title>
      <Stack gap="sm">
        {changes.map((change) => (
          <ChangedClause key={change.clause_id} change={change} />
        ))}
      </Stack>
    </section>
  );
}

function ChangedClause({ change }: { change: Change }) {
  const { t } = useTranslation("shared");
  const format = useFormat();
  const language = useLanguage();
  const found = segmentsFor(change.text, language);
  const others = change.fields.filter((field) => field !== "text");
  return (
    <ClauseCard
      clause={change.after}
      mark={<StateBadge state="changed" label={t("clause.edited")} tone="waiting" />}
      words={found && <WordDiff segments={found.segments} lang={found.language} />}
      below={
        others.length > 0 && (
          <Text size="sm" c="dimmed" mt={4}>
            {t("clause.alsoChanged", {
              fields: format.list(others.map((field) => t(`clause.field.${field}`, { defaultValue: field }))),
            })}
          </Text>
        )
      }
    />
  );
}

function Listed({
  heading,
  clauses,
  word,
  tone,
}: {
  heading: string;
  clauses: readonly Clause[];
  word: string;
  tone: Tone;
}) {
  if (clauses.length === 0) return null;
  return (
    <section>
      <Title order={3} mb="sm">
        {heading}
      </Title>
      <Stack gap="sm">
        {clauses.map((clause) => (
          <ClauseCard
            key={clause.clause_id}
            clause={clause}
            mark={<StateBadge state="listed" label={word} tone={tone} />}
          />
        ))}
      </Stack>
    </section>
  );
}
