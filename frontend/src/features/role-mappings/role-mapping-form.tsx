/** A new mapping: what stands in the token, and the role that it gives. */
import { Autocomplete, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { ROLES } from "@/shared/people/roles";
import { FormEnd } from "@/shared/ui/form-end";
import { useNotify } from "@/shared/ui/use-notify";
import { roleMappings } from "./api";
import { useRoleName } from "./use-role-name";

const OWN_ROLE = /^[a-z][a-z0-9-]{1,31}$/;

export function RoleMappingForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation(["role-mappings", "shared"]);
  const notify = useNotify();
  const roleName = useRoleName();
  const create = roleMappings.useCreate();
  /** A role is chosen by its name, and an own one is typed. */
  const roleOf = (typed: string) => ROLES.find((role) => roleName(role) === typed.trim()) ?? typed.trim();
  const form = useForm({
    initialValues: { value: "", role: "", note: "" },
    validate: {
      value: (value) => (value.trim() ? null : t("need.value")),
      role: (role) => (OWN_ROLE.test(roleOf(role)) ? null : t("need.role")),
    },
  });

  async function save({ value, role, note }: typeof form.values) {
    try {
      await create.mutateAsync({ value, role: roleOf(role), note: note.trim(), issuer: null });
    } catch (error) {
      notify.problem(error);
      return;
    }
    notify.done(t("saved"));
    onDone();
  }

  return (
    <form onSubmit={form.onSubmit((draft) => void save(draft))} noValidate>
      <Stack>
        <TextInput
          required
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          maxLength={256}
          label={t("value")}
          description={t("valueHint")}
          {...form.getInputProps("value")}
        />
        <Autocomplete
          required
          label={t("role")}
          description={t("roleHint")}
          data={ROLES.filter((role) => role !== "employee").map(roleName)}
          {...form.getInputProps("role")}
        />
        <Textarea
          autosize
          minRows={2}
          maxLength={500}
          label={t("note")}
          description={t("noteHint")}
          {...form.getInputProps("note")}
        />
        <FormEnd submit={t("shared:save")} busy={create.isPending} onCancel={onDone} />
      </Stack>
    </form>
  );
}
