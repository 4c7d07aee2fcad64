/** The filter of a list by the state of its things, side by side: all of them, or one state. */
import { useTranslation } from "react-i18next";
import type { ListFilter } from "./list-filters";

export function useStateFilter(states: readonly string[]): ListFilter<"state"> {
  const { t } = useTranslation("shared");
  return {
    name: "state",
    label: t("stateOf"),
    segments: true,
    every: t("all"),
    choices: states.map((value) => ({ value, label: t(`state.${value}`) })),
  };
}
