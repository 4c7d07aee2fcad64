/** Write a scheme, until it is published. */
import { useTranslation } from "react-i18next";
import { ResourceEditor } from "@/shared/ui/resource-editor";
import { schemes, type Scheme } from "./api";
import { SchemeFields } from "./scheme-fields";
import { NEW_SCHEME, schemeBodyOf, schemeDraftOf } from "./scheme-form";
import { SchemeMoves } from "./scheme-moves";

const FIELDS = ["code", "title", "rule", "guideline_code", "valid_for_days", "refresher_window_days"];

interface SchemeEditorProps {
  existing?: { value: Scheme; etag: string };
  onSaved?: (scheme: Scheme) => void;
}

export function SchemeEditor({ existing, ...editor }: SchemeEditorProps) {
  const { t } = useTranslation("schemes");
  const scheme = existing?.value;
  const create = schemes.useCreate();
  const change = schemes.useChange();
  return (
    <ResourceEditor
      {...editor}
      name={`training/certification-schemes/${scheme?.id ?? "new"}`}
      initial={scheme ? schemeDraftOf(scheme) : NEW_SCHEME}
      {...(existing ? { etag: existing.etag } : {})}
      fields={FIELDS}
      validate={{
        code: (code) => (code.trim() === "" ? t("need.code") : null),
        title: (title) => (Object.keys(title).length === 0 ? t("need.title") : null),
      }}
      saved={t("saved")}
      save={(draft, etag) =>
        scheme
          ? change.mutateAsync({ id: scheme.id, etag, body: schemeBodyOf(draft) })
          : create.mutateAsync(schemeBodyOf(draft))
      }
      above={(unsaved) => scheme && <SchemeMoves scheme={scheme} unsaved={unsaved} />}
    >
      {(form) => <SchemeFields form={form} codeStays={scheme !== undefined} />}
    </ResourceEditor>
  );
}
