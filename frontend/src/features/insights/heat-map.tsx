/** Compliance by group: the darker, the more of it; each cell says the same in a percentage. */
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { DataTable, type Column } from "@/shared/ui/data-table";
import type { FiguresOf } from "./api";
import { shareOf, STATES } from "./figures";
import classes from "./heat-map.module.css";
import { useGroupName } from "./use-group-name";

export function HeatMap({ groups, by }: { groups: readonly FiguresOf<"compliance">[]; by: string }) {
  const { t } = useTranslation("insights");
  const format = useFormat();
  const nameOf = useGroupName();
  const columns: Column<FiguresOf<"compliance">>[] = [
    { key: "key", header: t(`by.${by}`), name: true, cell: (group) => nameOf(group.key) },
    ...STATES.map((state) => ({
      key: state,
      header: t(`figure.${state}`),
      cell: (group: FiguresOf<"compliance">) => {
        const share = shareOf(group, state);
        return (
          <div className={classes.cell} data-tone={state} style={{ ["--share" as never]: share }}>
            {format.percent(share)}
          </div>
        );
      },
    })),
  ];
  return <DataTable caption={t("compliance.title")} columns={columns} rows={groups} rowKey={(group) => group.key} />;
}
