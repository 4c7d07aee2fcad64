/** One module for its builder: its fields and publication, and what must come before it. */
import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { trackChoicesQuery } from "@/shared/catalogue/choices";
import { useLocalized } from "@/shared/i18n/localized";
import { useFilters } from "@/shared/navigation/use-filters";
import { ResourcePage } from "@/shared/ui/resource-page";
import { WhoHasIt } from "@/shared/ui/who-has-it";
import { modules, type Module } from "../api";
import { PrerequisitesPanel } from "../prerequisites/prerequisites-panel";
import { ModuleEditor } from "./module-editor";
import { moduleDraftOf } from "./module-form";

const FIRST = { tab: "module" };

export default function EditModulePage() {
  const { t } = useTranslation("catalogue-editor");
  const localized = useLocalized();
  const [{ tab }, set] = useFilters(FIRST);
  const tracks = useQuery(trackChoicesQuery());
  const trackCrumb = ({ track_id: id }: Module) => ({
    label: localized(tracks.data?.find((track) => track.id === id)?.title) || t("field.track"),
    to: `/manage/catalogue/tracks/${id}`,
  });
  return (
    <ResourcePage
      of={modules}
      kind={t("title")}
      title={(module) => module.title}
      crumbs={(module) => [{ label: t("title"), to: "/manage/catalogue" }, ...(module ? [trackCrumb(module)] : [])]}
      actions={(module) => module.state !== "draft" && <WhoHasIt to={`/team/modules/${module.id}`} />}
    >
      {(read) => (
        <Tabs value={tab === "before" ? "before" : "module"} onChange={(next) => set({ tab: next ?? "module" })}>
          <Tabs.List mb="lg">
            <Tabs.Tab value="module">{t("tab.module")}</Tabs.Tab>
            <Tabs.Tab value="before">{t("tab.before")}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="module">
            <ModuleEditor key={read.etag} initial={moduleDraftOf(read.value)} existing={read} />
          </Tabs.Panel>
          <Tabs.Panel value="before">
            <PrerequisitesPanel moduleId={read.value.id} locked={read.value.state === "archived"} />
          </Tabs.Panel>
        </Tabs>
      )}
    </ResourcePage>
  );
}
