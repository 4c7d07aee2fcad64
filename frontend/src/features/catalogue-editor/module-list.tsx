/** The modules that match: where they stand and what they ask. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { DataTable } from "@/shared/ui/data-table";
import { EmptyState } from "@/shared/ui/empty-state";
import { Link } from "@/shared/ui/link";
import { LoadMore } from "@/shared/ui/load-more";
import { QueryState } from "@/shared/ui/query-state";
import { StateBadge } from "@/shared/ui/state-badge";
import { useModules } from "./api";
import { Named } from "./named";

interface ModuleListProps {
  filters: { q: string; state: string; track: string; level: string };
  first: ReactNode;
}

export function ModuleList({ filters: { q, state, track, level }, first }: ModuleListProps) {
  const { t } = useTranslation("catalogue-editor");
  const localized = useLocalized();
  const format = useFormat();
  const list = useModules({ q, state, track, level });
  const nothing = q || state || level ? (
    <EmptyState title={t("none.title")} text={t("none.text")} />
  ) : (
    <EmptyState small={track !== ""} title={t("empty.modules")} text={t("empty.modulesText")} action={first} />
  );
  return (
    <QueryState query={list} empty={{ when: (found) => found.length === 0, show: nothing }}>
      {(found) => (
        <>
          <DataTable
            caption={t("modules")}
            rows={found}
            rowKey={(module) => module.id}
            columns={[
              {
                key: "title",
                header: t("field.title"),
                name: true,
                cell: (module) => (
                  <Named below={`${module.code} · ${module.track_code}`}>
                    <Link to={`/manage/catalogue/modules/${module.id}`}>{localized(module.title)}</Link>
                  </Named>
                ),
              },
              { key: "state", header: t("field.state"), cell: (module) => <StateBadge state={module.state} /> },
              { key: "level", header: t("field.level"), end: true, cell: (module) => format.number(module.level) },
              { key: "modality", header: t("field.modality"), cell: (module) => t(`modality.${module.modality}`) },
              { key: "minutes", header: t("field.time"), end: true, cell: (module) => format.minutes(module.minutes) },
              { key: "credits", header: t("field.credits"), end: true, cell: (module) => format.number(module.credits) },
            ]}
          />
          <LoadMore more={list.more} shown={found.length} />
        </>
      )}
    </QueryState>
  );
}
