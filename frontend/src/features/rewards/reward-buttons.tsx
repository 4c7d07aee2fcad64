/** A new reward, and changing one: what, how many points, how many pieces, and how much of the budget in all. */
import { NumberInput, SimpleGrid, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { boundTo } from "@/shared/ui/bound-to";
import { DialogButton } from "@/shared/ui/dialog-button";
import { LocalizedInput } from "@/shared/ui/localized-input";
import { QueryState } from "@/shared/ui/query-state";
import { ResourceEditor } from "@/shared/ui/resource-editor";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { rewards } from "./api";
import { bodyOf, draftOf, NEW_REWARD, type RewardDraft } from "./reward-form";

export function NewRewardButton() {
  const { t } = useTranslation("rewards");
  return <DialogButton label={t("manage.new")}>{(close) => <NewReward onDone={close} />}</DialogButton>;
}

function NewReward({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation(["rewards", "shared"]);
  const create = rewards.useCreate();
  return (
    <ResourceEditor
      name="advocacy/rewards/new"
      initial={NEW_REWARD}
      gap="md"
      submit={t("manage.offer")}
      saved={t("created")}
      save={(draft) => create.mutateAsync({ ...bodyOf(draft), available: true })}
      onSaved={onDone}
    >
      {(form) => <Fields form={form} />}
    </ResourceEditor>
  );
}

export function ChangeRewardButton({ id }: { id: string }) {
  const { t } = useTranslation("rewards");
  return (
    <DialogButton label={t("manage.change")} size="compact-sm" variant="default">
      {(close) => <ChangeReward id={id} onDone={close} />}
    </DialogButton>
  );
}

function ChangeReward({ id, onDone }: { id: string; onDone: () => void }) {
  const { t } = useTranslation("rewards");
  const read = useQuery(rewards.edited(id));
  const change = rewards.useChange();
  return (
    <QueryState query={read} skeleton={<TextSkeleton lines={6} />}>
      {({ value, etag }) => (
        <ResourceEditor
          key={etag}
          name={`advocacy/rewards/${id}`}
          initial={draftOf(value)}
          etag={etag}
          gap="md"
          saved={t("changed")}
          save={(draft, seen) => change.mutateAsync({ id, etag: seen, body: bodyOf(draft) })}
          onSaved={onDone}
          onCancel={onDone}
        >
          {(form) => <Fields form={form} costHint={t("field.costHint")} />}
        </ResourceEditor>
      )}
    </QueryState>
  );
}

function Fields({ form, costHint }: { form: UseFormReturnType<RewardDraft>; costHint?: string }) {
  const { t } = useTranslation("rewards");
  return (
    <>
      <LocalizedInput first label={t("column.reward")} required {...boundTo(form, "title")} />
      <LocalizedInput label={t("field.description")} multiline {...boundTo(form, "description")} />
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        <NumberInput label={t("column.cost")} required min={1} {...form.getInputProps("cost")} />
        <NumberInput label={t("field.stock")} min={0} placeholder="∞" {...form.getInputProps("stock")} />
        <NumberInput label={t("field.budget")} min={0} placeholder="∞" {...form.getInputProps("budget")} />
      </SimpleGrid>
      {costHint && (
        <Text size="sm" c="dimmed">
          {costHint}
        </Text>
      )}
      <LocalizedInput label={t("field.taxNote")} multiline {...boundTo(form, "tax_note")} />
    </>
  );
}
