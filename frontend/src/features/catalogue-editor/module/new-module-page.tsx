/** A new module, in the track one came from; it stays a draft until it is published. */
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useFilters } from "@/shared/navigation/use-filters";
import { useMe } from "@/shared/session/me";
import { Page } from "@/shared/ui/page";
import { ModuleEditor } from "./module-editor";
import { newModule } from "./module-form";

const FROM = { track: "" };

export default function NewModulePage() {
  const { t } = useTranslation("catalogue-editor");
  const navigate = useNavigate();
  const [{ track }] = useFilters(FROM);
  const { person } = useMe();
  return (
    <Page
      narrow
      title={t("newModule")}
      lede={t("newModuleLede")}
      crumbs={[{ label: t("title"), to: "/manage/catalogue" }]}
    >
      <ModuleEditor
        key={person?.id}
        initial={newModule(track || null, person?.id ?? null)}
        onSaved={(module) => void navigate({ to: `/manage/catalogue/modules/${module.id}` })}
      />
    </Page>
  );
}
