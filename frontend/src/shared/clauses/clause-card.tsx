/** One clause as people read it: its kind, its words, why it is there, and whom it is for. */
import { Group, Text } from "@mantine/core";
import { IconBriefcase, IconCircles, IconHome } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { has } from "@/shared/i18n/localized";
import { audienceOf, useAudienceWords, type AudienceDraft } from "@/shared/ui/audience-field";
import { Localized } from "@/shared/ui/localized";
import { RichText } from "@/shared/ui/rich-text";
import { ClauseMark } from "./clause-mark";
import { lookOf } from "./kinds";
import classes from "./clause.module.css";
import { useClauseWords } from "./use-clause-words";

/** What every shape of clause has: in force, asked, or in a draft. */
export interface ReadableClause {
  type: string;
  scope: string;
  text: Readonly<Record<string, string>>;
  reason: Readonly<Record<string, string>> | null;
  applies_to?: Partial<AudienceDraft>;
}

interface ClauseCardProps {
  clause: ReadableClause;
  /** Beside the kind: "new", "changed". */
  mark?: ReactNode;
  /** Instead of the plain text: a word diff. */
  words?: ReactNode;
  /** At the right: buttons. */
  actions?: ReactNode;
  /** Below: who owns it, when it is looked at again. */
  below?: ReactNode;
  /** The kind is in the heading above already. */
  plain?: boolean;
}

const SCOPE_ICONS = { work: IconBriefcase, overlap: IconCircles, private: IconHome } as const;

export function ClauseCard({ clause, mark, words, actions, below, plain = false }: ClauseCardProps) {
  const { t } = useTranslation("shared");
  return (
    <article className={classes.card} data-tone={lookOf(clause.type).tone}>
      {(!plain || mark || actions) && (
        <Group justify="space-between" gap="xs" mb="xs">
          <Group gap="xs">
            {!plain && <ClauseMark kind={clause.type} />}
            {mark}
          </Group>
          {actions}
        </Group>
      )}
      <div className={classes.text}>{words ?? <RichText text={clause.text} />}</div>
      {has(clause.reason) && (
        <Text size="sm" c="dimmed" mt={6}>
          <strong>{t("clause.because")}</strong> <Localized text={clause.reason} />
        </Text>
      )}
      <Where scope={clause.scope} audience={audienceOf(clause.applies_to)} />
      {below}
    </article>
  );
}

function Where({ scope, audience }: { scope: string; audience: AudienceDraft }) {
  const { t } = useTranslation("shared");
  const words = useClauseWords();
  const named = useAudienceWords();
  const Icon = SCOPE_ICONS[scope as keyof typeof SCOPE_ICONS] ?? IconBriefcase;
  return (
    <Group gap="md" mt="xs" c="dimmed" fz="sm">
      <span className={classes.where}>
        <Icon size={15} aria-hidden />
        {words.scope(scope)}
      </span>
      {!audience.everyone && <span>{t("clause.onlyFor", { roles: named(audience) })}</span>}
    </Group>
  );
}
