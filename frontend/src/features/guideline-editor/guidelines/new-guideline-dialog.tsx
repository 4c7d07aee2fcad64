/** A new guideline by its code and title; its first version is begun with it. */
import { Modal, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { boundTo } from "@/shared/ui/bound-to";
import { LocalizedInput } from "@/shared/ui/localized-input";
import { ResourceEditor } from "@/shared/ui/resource-editor";
import { guidelines } from "../api";

interface Draft {
  code: string;
  title: Record<string, string>;
}

const EMPTY: Draft = { code: "", title: {} };

export function NewGuidelineDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation(["guideline-editor", "shared"]);
  return (
    <Modal
      closeOnClickOutside={false}
      opened={opened}
      onClose={onClose}
      title={t("new")}
      closeButtonProps={{ "aria-label": t("shared:close") }}
    >
      <NewGuideline onClose={onClose} />
    </Modal>
  );
}

function NewGuideline({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["guideline-editor", "shared"]);
  const navigate = useNavigate();
  const create = guidelines.useCreate();
  return (
    <ResourceEditor
      name="governance/guidelines/new"
      initial={EMPTY}
      gap="md"
      submit={t("shared:create")}
      onCancel={onClose}
      save={({ code, title }) => create.mutateAsync({ code: code.trim(), title })}
      onSaved={(guideline) => {
        onClose();
        void navigate({ to: `/manage/guidelines/${guideline.id}` });
      }}
    >
      {(form) => (
        <>
          <TextInput
            data-autofocus
            label={t("field.code")}
            description={t("field.codeHint")}
            required
            {...form.getInputProps("code")}
          />
          <LocalizedInput label={t("field.title")} required {...boundTo(form, "title")} />
        </>
      )}
    </ResourceEditor>
  );
}
