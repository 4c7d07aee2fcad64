/** What a task says: its title, and why it is asked. */
import { useTranslation } from "react-i18next";
import { useLocalized, type LocalizedText } from "@/shared/i18n/localized";
import type { Task } from "./task";

export function useTaskWords(): (task: Task) => { title: string; reason: string } {
  const { t } = useTranslation("today");
  const localized = useLocalized();
  return ({ kind, subject, reason: { code, params } }) => {
    const title = localized(subject.title);
    const written = localized(params.text as LocalizedText | undefined);
    return {
      title: t(`kind.${kind}`, { title, defaultValue: title }),
      reason: written || t(`reason.${code}`, { ...params, name: params.name ?? t("someone"), defaultValue: "" }),
    };
  };
}
