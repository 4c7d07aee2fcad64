/** Exempt somebody: who, from what, until when, and why. */
import { Select, Stack, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { newKey } from "@/shared/api/calls";
import { useFormat } from "@/shared/format/use-format";
import { useLocalizedChoice } from "@/shared/i18n/localized";
import { DateField } from "@/shared/ui/date-field";
import { DialogButton } from "@/shared/ui/dialog-button";
import { FormEnd } from "@/shared/ui/form-end";
import { PersonPicker } from "@/shared/ui/person-picker";
import { useNotify } from "@/shared/ui/use-notify";
import { requirementChoicesQuery, useGrant } from "./api";

export function GrantButton() {
  const { t } = useTranslation("exemptions");
  return <DialogButton label={t("grant.action")}>{(close) => <GrantForm onDone={close} />}</DialogButton>;
}

interface Draft {
  person: string | null;
  requirement: string | null;
  until: string | null;
  reason: string;
}

function GrantForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("exemptions");
  const localized = useLocalizedChoice();
  const format = useFormat();
  const notify = useNotify();
  const [key] = useState(newKey);
  const [tomorrow] = useState(() => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10));
  const grant = useGrant(key);
  const choices = useQuery(requirementChoicesQuery());
  const form = useForm<Draft>({
    initialValues: { person: null, requirement: null, until: null, reason: "" },
    validate: {
      person: (value) => (value ? null : t("need.person")),
      requirement: (value) => (value ? null : t("need.requirement")),
      until: (value) => (value ? null : t("need.until")),
      reason: (value) => (value.trim() ? null : t("need.why")),
    },
  });

  /** The day itself still counts: it ends with it, where whoever grants it is. */
  async function save({ person, requirement, until, reason }: Draft) {
    if (!person || !requirement || !until) return;
    const end = new Date(`${until}T23:59:59`).toISOString();
    try {
      await grant.mutateAsync({ requirement, exemption: { person_id: person, until: end, reason: reason.trim() } });
    } catch (error) {
      notify.problem(error);
      return;
    }
    notify.done(t("grant.done", { date: format.date(end) }));
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
          label={t("field.requirement")}
          data={(choices.data?.items ?? []).map((one) => ({ value: one.id, label: localized(one.subject.title) }))}
          {...form.getInputProps("requirement")}
        />
        <DateField
          required
          label={t("field.until")}
          minDate={tomorrow}
          value={form.values.until}
          onChange={(until) => form.setFieldValue("until", until)}
          error={form.errors.until}
        />
        <Textarea
          required
          autosize
          minRows={2}
          label={t("field.why")}
          description={t("hint.why")}
          {...form.getInputProps("reason")}
        />
        <FormEnd submit={t("grant.submit")} busy={grant.isPending} onCancel={onDone} />
      </Stack>
    </form>
  );
}
