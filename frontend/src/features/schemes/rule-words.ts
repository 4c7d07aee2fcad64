/** What a scheme asks, in words: "3 modules, 10 credits and guideline SOCIAL". */
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useGuidelineName } from "@/shared/guidelines/names";
import type { Scheme } from "./api";

export function useRuleWords(): (scheme: Scheme) => string {
  const { t } = useTranslation("schemes");
  const format = useFormat();
  const nameOf = useGuidelineName();
  return ({ rule, guideline_code: guideline }) => {
    const modules = rule.modules?.length ?? 0;
    return format.list([
      ...(modules ? [t("rule.modules", { count: modules })] : []),
      ...(rule.min_credits ? [t("rule.credits", { count: rule.min_credits })] : []),
      ...(rule.min_offline_credits ? [t("rule.offlineCredits", { count: rule.min_offline_credits })] : []),
      ...(guideline ? [t("rule.guideline", { code: nameOf(guideline) })] : []),
    ]);
  };
}
