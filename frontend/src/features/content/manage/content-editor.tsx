/** Write or change one piece of content. */
import { useTranslation } from "react-i18next";
import { lacksWords } from "@/shared/pictures/picture-draft";
import { MissingList } from "@/shared/ui/missing-list";
import { ResourceEditor } from "@/shared/ui/resource-editor";
import { content, type Content } from "../api";
import { ContentFields } from "./content-fields";
import { bodyOf, draftOf, EMPTY_DRAFT } from "./content-form";

const FIELDS = [
  "kind",
  "title",
  "url",
  "language",
  "disclosure",
  "taxonomy",
  "valid_to",
  "embargo_until",
  "job_profile",
  "audience",
  "picture",
  "variants",
];

interface ContentEditorProps {
  existing?: { value: Content; etag: string };
  onSaved?: (content: Content) => void;
}

export function ContentEditor({ existing, ...editor }: ContentEditorProps) {
  const { t } = useTranslation(["content", "pictures"]);
  const create = content.useCreate();
  const change = content.useChange();
  const id = existing?.value.id;
  const lacks = existing?.value.missing ?? [];
  return (
    <ResourceEditor
      {...editor}
      name={`advocacy/content/${id ?? "new"}`}
      initial={existing ? draftOf(existing.value) : EMPTY_DRAFT}
      {...(existing ? { etag: existing.etag } : {})}
      fields={FIELDS}
      validate={{ picture: (picture) => (lacksWords(picture) ? t("pictures:needWords") : null) }}
      above={(unsaved) => !unsaved && lacks.length > 0 && <MissingList title={t("manage.missing")} lines={lacks} />}
      saved={t("saved")}
      save={(draft, etag) =>
        id ? change.mutateAsync({ id, etag, body: bodyOf(draft) }) : create.mutateAsync(bodyOf(draft))
      }
    >
      {(form) => <ContentFields form={form} />}
    </ResourceEditor>
  );
}
