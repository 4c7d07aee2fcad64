/** Enrol somebody: who, and in which module. */
import { Button, Group, Modal, Select, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { moduleChoicesQuery } from "@/shared/catalogue/choices";
import { useLocalized } from "@/shared/i18n/localized";
import { PersonPicker } from "@/shared/ui/person-picker";
import { useNotify } from "@/shared/ui/use-notify";
import { enrolments } from "./api";

export function EnrolButton() {
  const { t } = useTranslation(["enrolments", "shared"]);
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button onClick={dialog.open}>{t("enrol.action")}</Button>
      <Modal
        closeOnClickOutside={false}
        opened={opened}
        onClose={dialog.close}
        title={t("enrol.action")}
        closeButtonProps={{ "aria-label": t("shared:close") }}
      >
        <EnrolForm onDone={dialog.close} />
      </Modal>
    </>
  );
}

interface Draft {
  person: string | null;
  module: string | null;
}

function EnrolForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation(["enrolments", "shared"]);
  const localized = useLocalized();
  const notify = useNotify();
  const create = enrolments.useCreate();
  const modules = useQuery(moduleChoicesQuery());
  const form = useForm<Draft>({
    initialValues: { person: null, module: null },
    validate: {
      person: (value) => (value ? null : t("need.person")),
      module: (value) => (value ? null : t("need.module")),
    },
  });

  async function save({ person, module }: Draft) {
    if (!module) return;
    try {
      await create.mutateAsync({ person_id: person, module_id: module, again: false });
    } catch (error) {
      notify.problem(error);
      return;
    }
    notify.done(t("enrol.done"));
    onDone();
  }

  return (
    <form onSubmit={form.onSubmit((draft) => void save(draft))} noValidate>
      <Stack>
        <PersonPicker
          first
          required
          label={t("field.person")}
          description={t("hint.person")}
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
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t("shared:cancel")}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t("enrol.submit")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
