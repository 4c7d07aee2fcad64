/** One module for its builder: its fields and publication, and what must come before it. */
import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { trackChoicesQuery } from "@/shared/catalogue/choices";
import { useLocalized } from "@/shared/i18n/localized";
import { useFilters } from "@/shared/navigation/use-filters";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { StateBadge } from "@/shared/ui/state-badge";
import { moduleQuery } from "./api";
import { ModuleEditor } from "./module-editor";
import { moduleDraftOf } from "./module-form";
import { PrerequisitesPanel } from "./prerequisites-panel";

const FIRST = { tab: "module" };

export default function EditModulePage() {
  const { t } = useTranslation("catalogue-editor");
  const localized = useLocalized();
  const id = useRouteParam("id");
  const [{ tab }, set] = useFilters(FIRST);
  const query = useQuery(moduleQuery(id));
  const module = query.data?.value;
  const tracks = useQuery(trackChoicesQuery());
  const trackTitle = localized(tracks.data?.find((track) => track.id === module?.track_id)?.title) || t("field.track");
  return (
    <Page
      narrow
      title={module ? localized(module.title) : t("title")}
      mark={module && <StateBadge state={module.state} />}
      crumbs={[{ label: t("title"), to: "/manage/catalogue" }, ...(module ? [{ label: trackTitle, to: `/manage/catalogue/tracks/${module.track_id}` }] : [])]}
    >
      <QueryState query={query} skeleton={<TextSkeleton lines={8} />}>
        {({ value, etag }) => (
          <Tabs value={tab === "before" ? "before" : "module"} onChange={(next) => set({ tab: next ?? "module" })}>
            <Tabs.List mb="lg">
              <Tabs.Tab value="module">{t("tab.module")}</Tabs.Tab>
              <Tabs.Tab value="before">{t("tab.before")}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="module">
              <ModuleEditor
                key={etag}
                initial={moduleDraftOf(value)}
                existing={{ id, etag, state: value.state }}
                onSaved={() => undefined}
              />
            </Tabs.Panel>
            <Tabs.Panel value="before">
              <PrerequisitesPanel moduleId={id} locked={value.state === "archived"} />
            </Tabs.Panel>
          </Tabs>
        )}
      </QueryState>
    </Page>
  );
}
