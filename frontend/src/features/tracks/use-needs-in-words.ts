/** What a module asks, in one sentence: "after 101 and 102; one of 103, 104; all of level 1". */
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import type { TrackMap } from "./api";
import { needsOf } from "./needs";

export function useNeedsInWords(): (map: TrackMap, moduleId: string) => string {
  const { t } = useTranslation("tracks");
  const format = useFormat();
  return (map, moduleId) => {
    const { all, levels, choices } = needsOf(map, moduleId);
    const parts = [
      ...(all.length > 0 ? [format.list(all.map((node) => node.code))] : []),
      ...choices.map((choice) => t("needs.oneOf", { codes: choice.map((node) => node.code).join(", ") })),
      ...levels.map(({ level }) => t("needs.level", { level })),
    ];
    return parts.length === 0 ? "" : t("needs.after", { what: format.list(parts) });
  };
}
