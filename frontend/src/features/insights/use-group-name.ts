/** What a group is called: its own name, or that it is several small ones, or those without any. */
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/shared/i18n/language";

const A_MONTH = /^\d{4}-\d{2}$/;

/** "2026-11" as "nov 2026". */
const monthName = (month: string, language: string) =>
  new Intl.DateTimeFormat(language, { month: "short", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-01T00:00:00Z`),
  );

export function useGroupName(): (key: string) => string {
  const { t } = useTranslation("insights");
  const language = useLanguage();
  return (key) => {
    if (A_MONTH.test(key)) return monthName(key, language);
    return key === "other" ? t("other") : key || t("nowhere");
  };
}
