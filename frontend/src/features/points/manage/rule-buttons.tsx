/** A new point rule, and changing one: a draft wholly, what is in force in what it is worth from now on. */
import { NumberInput, Select, SimpleGrid, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Versioned } from "@/shared/api/calls";
import { boundTo } from "@/shared/ui/bound-to";
import { CodeField } from "@/shared/ui/code-field";
import { DialogButton } from "@/shared/ui/dialog-button";
import { LocalizedInput } from "@/shared/ui/localized-input";
import { QueryState } from "@/shared/ui/query-state";
import { ResourceEditor } from "@/shared/ui/resource-editor";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { ACTS, rules, worth, type Rule } from "../api";
import { bodyOf, draftOf, NEW_RULE, worthOf, type RuleDraft } from "./rule-form";

const WORTH = ["amount", "daily_cap", "diminishing"];

export function NewRuleButton() {
  const { t } = useTranslation("points");
  return <DialogButton label={t("rules.new")}>{(close) => <NewRule onDone={close} />}</DialogButton>;
}

function NewRule({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation(["points", "shared"]);
  const create = rules.useCreate();
  return (
    <ResourceEditor
      name="advocacy/points/rules/new"
      initial={NEW_RULE}
      fields={["code", "act", "title", ...WORTH]}
      gap="md"
      submit={t("shared:create")}
      saved={t("rules.created")}
      save={(draft) => create.mutateAsync(bodyOf(draft))}
      onSaved={onDone}
    >
      {(form) => (
        <>
          <CodeField stays={false} data-autofocus description={t("rules.codeHint")} {...form.getInputProps("code")} />
          <Select
            label={t("rules.act")}
            allowDeselect={false}
            data={ACTS.map((value) => ({ value, label: t(`acts.${value}`) }))}
            {...form.getInputProps("act")}
          />
          <LocalizedInput label={t("rules.name")} required {...boundTo(form, "title")} />
          <Worth form={form} />
        </>
      )}
    </ResourceEditor>
  );
}

export function ChangeRuleButton({ code }: { code: string }) {
  const { t } = useTranslation("points");
  return (
    <DialogButton label={t("rules.change")} size="compact-sm" variant="default">
      {(close) => <ChangeRule code={code} onDone={close} />}
    </DialogButton>
  );
}

function ChangeRule({ code, onDone }: { code: string; onDone: () => void }) {
  const read = useQuery(rules.edited(code));
  return (
    <QueryState query={read} skeleton={<TextSkeleton lines={5} />}>
      {(found) => <RuleEditor key={found.etag} existing={found} onDone={onDone} />}
    </QueryState>
  );
}

function RuleEditor({ existing: { value: rule, etag }, onDone }: { existing: Versioned<Rule>; onDone: () => void }) {
  const { t } = useTranslation("points");
  const edit = rules.useChange();
  const change = worth.useChange();
  const draftOnly = rule.state === "draft";

  function save(draft: RuleDraft, seen: string) {
    if (draftOnly) {
      return edit.mutateAsync({ id: rule.code, etag: seen, body: { title: draft.title, ...worthOf(draft) } });
    }
    return change.mutateAsync({ id: rule.act, etag: seen, body: { ...worthOf(draft), active: true } });
  }

  return (
    <ResourceEditor
      name={`advocacy/points/rules/${rule.code}`}
      initial={draftOf(rule)}
      etag={etag}
      fields={["title", ...WORTH]}
      gap="md"
      saved={t("rules.saved")}
      save={save}
      onSaved={onDone}
      onCancel={onDone}
    >
      {(form) => (
        <>
          {draftOnly ? (
            <LocalizedInput first label={t("rules.name")} required {...boundTo(form, "title")} />
          ) : (
            <Text>{t("rules.fromNowOn")}</Text>
          )}
          <Worth form={form} />
        </>
      )}
    </ResourceEditor>
  );
}

function Worth({ form }: { form: UseFormReturnType<RuleDraft> }) {
  const { t } = useTranslation("points");
  return (
    <SimpleGrid cols={{ base: 1, xs: 3 }} style={{ alignItems: "end" }}>
      <NumberInput label={t("rules.amount")} required min={0} max={100_000} {...form.getInputProps("amount")} />
      <NumberInput label={t("rules.cap")} min={0} placeholder="∞" {...form.getInputProps("daily_cap")} />
      <NumberInput
        label={t("rules.next")}
        required
        min={1}
        max={100}
        suffix=" %"
        {...form.getInputProps("percent")}
        error={form.errors["diminishing"] ?? form.errors["percent"]}
      />
    </SimpleGrid>
  );
}
