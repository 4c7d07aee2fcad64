/** Enrol somebody: who, and in which module. */
import { Select, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { moduleChoicesQuery } from "@/shared/catalogue/choices";
import { useLocalizedChoice } from "@/shared/i18n/localized";
import { DialogButton } from "@/shared/ui/dialog-button";
import { FormEnd } from "@/shared/ui/form-end";
import { PersonPicker } from "@/shared/ui/person-picker";
import { useNotify } from "@/shared/ui/use-notify";
import { enrolments } from "./api";

export function EnrolButton() {
  const { t } = useTranslation("enrolments");
  return <DialogButton label={t("enrol.action")}>{(close) => <EnrolForm onDone={close} />}</DialogButton>;
}

interface Draft {
  person: string | null;
  module: string | null;
}

function EnrolForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("enrolments");
  const localized = useLocalizedChoice();
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
        <FormEnd submit={t("enrol.submit")} busy={create.isPending} onCancel={onDone} />
      </Stack>
    </form>
  );
}
