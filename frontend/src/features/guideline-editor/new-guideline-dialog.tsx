/** A new guideline by its code and title; its first version is begun with it. */
import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { newKey } from "@/shared/api/calls";
import { FormProblem, showAtFields } from "@/shared/ui/form-problem";
import { LocalizedInput } from "@/shared/ui/localized-input";
import { useCreateGuideline } from "./changes";

interface Draft {
  code: string;
  title: Record<string, string>;
}

export function NewGuidelineDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation(["guideline-editor", "shared"]);
  return (
    <Modal closeOnClickOutside={false} opened={opened} onClose={onClose} title={t("new")} closeButtonProps={{ "aria-label": t("shared:close") }}>
      <NewGuideline onClose={onClose} />
    </Modal>
  );
}

function NewGuideline({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["guideline-editor", "shared"]);
  const navigate = useNavigate();
  const [key] = useState(newKey);
  const create = useCreateGuideline(key);
  const form = useForm<Draft>({ initialValues: { code: "", title: {} } });

  function submit({ code, title }: Draft) {
    create.mutate(
      { code: code.trim(), title },
      {
        onSuccess: (guideline) => {
          onClose();
          void navigate({ to: `/manage/guidelines/${guideline.id}` });
        },
        onError: (error) => showAtFields(form, error, ["code", "title"]),
      },
    );
  }

  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack>
        <TextInput data-autofocus label={t("field.code")} description={t("field.codeHint")} required {...form.getInputProps("code")} />
        <LocalizedInput
          label={t("field.title")}
          required
          value={form.values.title}
          onChange={(title) => form.setFieldValue("title", title)}
          error={form.errors.title}
        />
        <FormProblem error={create.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("shared:cancel")}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t("shared:create")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
