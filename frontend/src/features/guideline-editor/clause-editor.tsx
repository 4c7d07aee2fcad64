/** Write or change one clause. */
import { Button, Group, MultiSelect, Select, SimpleGrid, Stack, TagsInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { KINDS, ROLES, SCOPES } from "@/shared/clauses/kinds";
import { useClauseWords } from "@/shared/clauses/use-clause-words";
import { DateField } from "@/shared/ui/date-field";
import { FormProblem, showAtFields } from "@/shared/ui/form-problem";
import { LocalizedInput } from "@/shared/ui/localized-input";
import { PersonPicker } from "@/shared/ui/person-picker";
import { useTell } from "@/shared/ui/use-tell";
import type { Clause } from "./api";
import { useSaveClause } from "./changes";
import { bodyOf, draftOf, emptyDraft, isRestriction, type ClauseDraft } from "./clause-form";

const FIELDS = ["type", "scope", "audience_groups", "text", "reason", "owner_id", "review_on"];

interface ClauseEditorProps {
  at: { guideline: string; number: number };
  existing: Clause | null;
  onDone: () => void;
}

export function ClauseEditor({ at, existing, onDone }: ClauseEditorProps) {
  const { t } = useTranslation(["guideline-editor", "shared"]);
  const words = useClauseWords();
  const tell = useTell();
  const save = useSaveClause(at, existing);
  const form = useForm<ClauseDraft>({ initialValues: existing ? draftOf(existing) : emptyDraft() });
  const explained = isRestriction(form.values.type);
  const others = form.values.roles.filter((role) => !ROLES.some((known) => known === role));

  function submit(draft: ClauseDraft) {
    save.mutate(bodyOf(draft, existing?.source_language), {
      onSuccess: () => {
        tell.done(t("clauses.saved"));
        onDone();
      },
      onError: (error) => showAtFields(form, error, FIELDS),
    });
  }

  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack>
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
        <LocalizedInput
          label={t("field.text")}
          required
          multiline
          value={form.values.text}
          onChange={(text) => form.setFieldValue("text", text)}
          error={form.errors.text}
        />
        <LocalizedInput
          label={t("field.reason")}
          description={t(explained ? "field.reasonNeeded" : "field.reasonHint")}
          required={explained}
          multiline
          value={form.values.reason}
          onChange={(reason) => form.setFieldValue("reason", reason)}
          error={form.errors.reason}
        />
        <MultiSelect
          label={t("field.roles")}
          description={t("field.rolesHint")}
          searchable
          data={[...ROLES.filter((role) => role !== "employee"), ...others].map((role) => ({ value: role, label: words.role(role) }))}
          {...form.getInputProps("roles")}
        />
        <TagsInput label={t("field.audience")} description={t("field.audienceHint")} {...form.getInputProps("audience_groups")} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <PersonPicker
            label={t("field.owner")}
            value={form.values.owner_id}
            onChange={(owner) => form.setFieldValue("owner_id", owner)}
            error={form.errors.owner_id}
          />
          <DateField
            label={t("field.reviewOn")}
            value={form.values.review_on}
            onChange={(day) => form.setFieldValue("review_on", day)}
            error={form.errors.review_on}
          />
        </SimpleGrid>
        <FormProblem error={save.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t("shared:cancel")}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t("shared:save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
