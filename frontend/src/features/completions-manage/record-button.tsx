/** Record what somebody completed elsewhere: who, what, and when. */
import { Button, Group, Modal, NumberInput, Select, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { moduleChoicesQuery } from "@/shared/catalogue/choices";
import { useLocalized } from "@/shared/i18n/localized";
import { DateField } from "@/shared/ui/date-field";
import { PersonPicker } from "@/shared/ui/person-picker";
import { useNotify } from "@/shared/ui/use-notify";
import { completions } from "./api";

export function RecordButton() {
  const { t } = useTranslation(["completions-manage", "shared"]);
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button onClick={dialog.open}>{t("record.action")}</Button>
      <Modal
        closeOnClickOutside={false}
        opened={opened}
        onClose={dialog.close}
        title={t("record.action")}
        closeButtonProps={{ "aria-label": t("shared:close") }}
      >
        <RecordForm onDone={dialog.close} />
      </Modal>
    </>
  );
}

interface Draft {
  person: string | null;
  module: string | null;
  day: string | null;
  score: number | string;
}

function RecordForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation(["completions-manage", "shared"]);
  const localized = useLocalized();
  const notify = useNotify();
  const create = completions.useCreate();
  const modules = useQuery(moduleChoicesQuery());
  const form = useForm<Draft>({
    initialValues: { person: null, module: null, day: null, score: "" },
    validate: {
      person: (value) => (value ? null : t("need.person")),
      module: (value) => (value ? null : t("need.module")),
    },
  });

  async function save({ person, module, day, score }: Draft) {
    try {
      await create.mutateAsync({
        person_id: person,
        module_id: module,
        ...(day ? { completed_at: new Date(`${day}T12:00:00`).toISOString() } : {}),
        ...(typeof score === "number" ? { score } : {}),
      });
    } catch (error) {
      notify.problem(error);
      return;
    }
    notify.done(t("record.done"));
    onDone();
  }

  return (
    <form onSubmit={form.onSubmit((draft) => void save(draft))} noValidate>
      <Stack>
        <PersonPicker
          first
          required
          label={t("field.person")}
          value={form.values.person}
          onChange={(person) => form.setFieldValue("person", person)}
          error={form.errors.person}
        />
        <Select
          required
          searchable
          label={t("field.module")}
          data={(modules.data ?? []).map((one) => ({ value: one.id, label: localized(one.title) }))}
          {...form.getInputProps("module")}
        />
        <DateField
          label={t("field.completed")}
          description={t("hint.completed")}
          value={form.values.day}
          onChange={(day) => form.setFieldValue("day", day)}
        />
        <NumberInput label={t("field.score")} min={0} max={100} {...form.getInputProps("score")} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t("shared:cancel")}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t("record.submit")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
