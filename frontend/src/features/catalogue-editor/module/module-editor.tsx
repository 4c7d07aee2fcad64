/** Write or change one module. */
import { useTranslation } from "react-i18next";
import { ResourceEditor } from "@/shared/ui/resource-editor";
import { modules, type Module } from "../api";
import { Moves } from "../moves";
import { ContentItems } from "./content-items";
import { Goals } from "./goals";
import { ModuleFields } from "./module-fields";
import { gapsIn, moduleBodyOf, type ModuleDraft } from "./module-form";

interface ModuleEditorProps {
  initial: ModuleDraft;
  existing?: { value: Module; etag: string };
  onSaved?: (module: Module) => void;
}

export function ModuleEditor({ existing, ...editor }: ModuleEditorProps) {
  const { t } = useTranslation(["catalogue-editor", "pictures"]);
  const module = existing?.value;
  const create = modules.useCreate();
  const change = modules.useChange();
  return (
    <ResourceEditor
      {...editor}
      name={`training/modules/${module?.id ?? "new"}`}
      {...(existing ? { etag: existing.etag } : {})}
      locked={module?.state === "archived"}
      gap="xl"
      validate={(draft) => Object.fromEntries(Object.entries(gapsIn(draft)).map(([field, key]) => [field, t(key)]))}
      saved={t("saved")}
      save={(draft, etag) =>
        module
          ? change.mutateAsync({ id: module.id, etag, body: moduleBodyOf(draft) })
          : create.mutateAsync(moduleBodyOf(draft))
      }
      above={(unsaved) => module && <Moves kind="module" thing={module} unsaved={unsaved} />}
    >
      {(form) => (
        <>
          <ModuleFields form={form} codeStays={module !== undefined} />
          <Goals form={form} />
          <ContentItems form={form} />
        </>
      )}
    </ResourceEditor>
  );
}
