/** A new reward: what, how many points, how many pieces, and how much of the budget in all. */
import { NumberInput, SimpleGrid } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { boundTo } from "@/shared/ui/bound-to";
import { DialogButton } from "@/shared/ui/dialog-button";
import { LocalizedInput } from "@/shared/ui/localized-input";
import { ResourceEditor } from "@/shared/ui/resource-editor";
import { rewards } from "./api";
import { bodyOf, NEW_REWARD } from "./reward-form";

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
      submit={t("shared:create")}
      saved={t("created")}
      save={(draft) => create.mutateAsync(bodyOf(draft))}
      onSaved={onDone}
    >
      {(form) => (
        <>
          <LocalizedInput first label={t("column.reward")} required {...boundTo(form, "title")} />
          <LocalizedInput label={t("field.description")} multiline {...boundTo(form, "description")} />
          <SimpleGrid cols={{ base: 1, xs: 3 }}>
            <NumberInput label={t("column.cost")} required min={1} {...form.getInputProps("cost")} />
            <NumberInput label={t("field.stock")} min={0} placeholder="∞" {...form.getInputProps("stock")} />
            <NumberInput label={t("field.budget")} min={0} placeholder="∞" {...form.getInputProps("budget")} />
          </SimpleGrid>
        </>
      )}
    </ResourceEditor>
  );
}
