/** Record what somebody completed elsewhere: who, what, and when. */
import { NumberInput, Select, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { moduleChoicesQuery } from "@/shared/catalogue/choices";
import { useLocalizedChoice } from "@/shared/i18n/localized";
import { DateField } from "@/shared/ui/date-field";
import { DialogButton } from "@/shared/ui/dialog-button";
import { FormEnd } from "@/shared/ui/form-end";
import { PersonPicker } from "@/shared/ui/person-picker";
import { useNotify } from "@/shared/ui/use-notify";
import { completions } from "./api";

export function RecordButton() {
  const { t } = useTranslation("completions-manage");
  return <DialogButton label={t("record.action")}>{(close) => <RecordForm onDone={close} />}</DialogButton>;
}

interface Draft {
  person: string | null;
  module: string | null;
  day: string | null;
  score: number | string;
}

function RecordForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("completions-manage");
  const localized = useLocalizedChoice();
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
        <NumberInput
          label={t("field.score")}
          min={0}
          max={100}
          decimalScale={2}
          allowedDecimalSeparators={[",", "."]}
          {...form.getInputProps("score")}
        />
        <FormEnd submit={t("record.submit")} busy={create.isPending} onCancel={onDone} />
      </Stack>
    </form>
  );
}
