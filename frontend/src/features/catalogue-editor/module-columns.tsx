/** A module in a list of its builders: where it stands and what it asks. */
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import type { Column } from "@/shared/ui/data-table";
import { Link } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { Named } from "@/shared/ui/named";
import { StateBadge } from "@/shared/ui/state-badge";
import type { ModuleRow } from "./api";

export function useModuleColumns(): readonly Column<ModuleRow>[] {
  const { t } = useTranslation("catalogue-editor");
  const format = useFormat();
  return [
    {
      key: "title",
      header: t("field.title"),
      name: true,
      cell: (module) => (
        <Named below={`${module.code} · ${module.track_code}`}>
          <Link to={`/manage/catalogue/modules/${module.id}`}>
            <Localized text={module.title} />
          </Link>
        </Named>
      ),
    },
    { key: "state", header: t("field.state"), cell: (module) => <StateBadge state={module.state} /> },
    { key: "level", header: t("field.level"), end: true, cell: (module) => format.number(module.level) },
    { key: "modality", header: t("field.modality"), cell: (module) => t(`modality.${module.modality}`) },
    { key: "minutes", header: t("field.time"), end: true, cell: (module) => format.minutes(module.minutes) },
    { key: "credits", header: t("field.credits"), end: true, cell: (module) => format.number(module.credits) },
  ];
}
