/** What a group is called: its own name, or that it is several small ones, or those without any. */
import { useTranslation } from "react-i18next";

export function useGroupName(): (key: string) => string {
  const { t } = useTranslation("insights");
  return (key) => (key === "other" ? t("other") : key || t("nowhere"));
}
