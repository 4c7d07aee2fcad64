/** Write or change one clause. */
import { Select, SimpleGrid, TagsInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { KINDS, SCOPES } from "@/shared/clauses/kinds";
import { useClauseWords } from "@/shared/clauses/use-clause-words";
import { AudienceField } from "@/shared/ui/audience-field";
import { boundTo } from "@/shared/ui/bound-to";
import { DateField } from "@/shared/ui/date-field";
import { LocalizedInput } from "@/shared/ui/localized-input";
import { PersonPicker } from "@/shared/ui/person-picker";
import { ResourceEditor } from "@/shared/ui/resource-editor";
import type { Clause } from "../api";
import { tagOf, useSaveClause } from "./changes";
import { bodyOf, draftOf, emptyDraft, isRestriction, type ClauseDraft } from "./clause-form";

const FIELDS = ["type", "scope", "applies_to", "audience_groups", "text", "reason", "owner_id", "review_on"];

interface ClauseEditorProps {
  at: { guideline: string; number: number };
  existing: Clause | null;
  onDone: () => void;
}

export function ClauseEditor({ at, existing, onDone }: ClauseEditorProps) {
  const { t } = useTranslation("guideline-editor");
  const save = useSaveClause(at, existing);
  const [initial] = useState(() => (existing ? draftOf(existing) : emptyDraft()));
  return (
    <ResourceEditor
      name={`governance/guidelines/${at.guideline}/${at.number}/clauses/${existing?.clause_id ?? "new"}`}
      initial={initial}
      {...(existing ? { etag: tagOf(existing) } : {})}
      fields={FIELDS}
      gap="md"
      onCancel={onDone}
      saved={t("clauses.saved")}
      save={(draft, etag) => save.mutateAsync({ clause: bodyOf(draft, existing?.source_language), etag })}
      onSaved={onDone}
    >
      {(form) => <ClauseFields form={form} />}
    </ResourceEditor>
  );
}

function ClauseFields({ form }: { form: UseFormReturnType<ClauseDraft> }) {
  const { t } = useTranslation("guideline-editor");
  const words = useClauseWords();
  const explained = isRestriction(form.values.type);
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Select
          label={t("field.type")}
          allowDeselect={false}
          data={KINDS.map((kind) => ({ value: kind, label: words.kind(kind) }))}
          {...form.getInputProps("type")}
        />
        <Select
          label={t("field.scope")}
          allowDeselect={false}
          data={SCOPES.map((scope) => ({ value: scope, label: words.scope(scope) }))}
          {...form.getInputProps("scope")}
        />
      </SimpleGrid>
      <LocalizedInput label={t("field.text")} required multiline {...boundTo(form, "text")} />
      <LocalizedInput
        label={t("field.reason")}
        description={t(explained ? "field.reasonNeeded" : "field.reasonHint")}
        required={explained}
        multiline
        {...boundTo(form, "reason")}
      />
      <AudienceField label={t("field.applies_to")} {...boundTo(form, "applies_to")} />
      <TagsInput
        label={t("field.audience")}
        description={t("field.audienceHint")}
        {...form.getInputProps("audience_groups")}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <PersonPicker label={t("field.owner")} {...boundTo(form, "owner_id")} />
        <DateField label={t("field.reviewOn")} {...boundTo(form, "review_on")} />
      </SimpleGrid>
    </>
  );
}
