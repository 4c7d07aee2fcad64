/** A new reward: what, how many points, how many pieces, and how much of the budget in all. */
import { Button, Group, Modal, NumberInput, SimpleGrid, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { FormProblem, showAtFields } from "@/shared/ui/form-problem";
import { LocalizedInput } from "@/shared/ui/localized-input";
import { useTell } from "@/shared/ui/use-tell";
import { useCreateReward } from "./api";

interface Draft {
  title: Record<string, string>;
  description: Record<string, string>;
  cost: number | string;
  stock: number | string;
  budget: number | string;
}

const EMPTY: Draft = { title: {}, description: {}, cost: 100, stock: "", budget: "" };
const optional = (value: number | string): number | null => (value === "" ? null : Number(value));

export function NewRewardButton() {
  const { t } = useTranslation(["rewards", "shared"]);
  const tell = useTell();
  const create = useCreateReward();
  const [opened, dialog] = useDisclosure(false);
  const form = useForm<Draft>({ initialValues: EMPTY });

  function submit(draft: Draft) {
    create.mutate(
      {
        title: draft.title,
        description: Object.keys(draft.description).length > 0 ? draft.description : null,
        cost: Number(draft.cost),
        stock: optional(draft.stock),
        budget: optional(draft.budget),
        tax_note: null,
        available: true,
      },
      {
        onSuccess: () => {
          tell.done(t("created"));
          form.reset();
          dialog.close();
        },
        onError: (error) => showAtFields(form, error, Object.keys(EMPTY)),
      },
    );
  }

  return (
    <>
      <Button onClick={dialog.open}>{t("manage.new")}</Button>
      <Modal closeOnClickOutside={false} opened={opened} onClose={dialog.close} title={t("manage.new")} closeButtonProps={{ "aria-label": t("shared:close") }}>
        <form onSubmit={form.onSubmit(submit)} noValidate>
          <Stack>
            <LocalizedInput
              first
              label={t("column.reward")}
              required
              value={form.getValues().title}
              error={form.errors.title}
              onChange={(title) => form.setFieldValue("title", title)}
            />
            <LocalizedInput
              label={t("field.description")}
              multiline
              value={form.getValues().description}
              error={form.errors.description}
              onChange={(text) => form.setFieldValue("description", text)}
            />
            <SimpleGrid cols={{ base: 1, xs: 3 }}>
              <NumberInput label={t("column.cost")} required min={1} {...form.getInputProps("cost")} />
              <NumberInput label={t("field.stock")} min={0} placeholder="∞" {...form.getInputProps("stock")} />
              <NumberInput label={t("field.budget")} min={0} placeholder="∞" {...form.getInputProps("budget")} />
            </SimpleGrid>
            {create.error && <FormProblem error={create.error} />}
            <Group justify="flex-end">
              <Button type="submit" loading={create.isPending}>
                {t("shared:create")}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
