/** What a task says: its title, and why it is asked. */
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/shared/i18n/language";
import { said, useLocalized, type LocalizedText } from "@/shared/i18n/localized";
import type { Task } from "./task";

export interface TaskWords {
  title: string;
  reason: string;
  /** The language of what it is about, where that is not the reader's. */
  other?: string;
}

export function useTaskWords(): (task: Task) => TaskWords {
  const { t } = useTranslation("today");
  const localized = useLocalized();
  const language = useLanguage();
  return ({ kind, subject, reason: { code, params } }) => {
    const { words: title, ...about } = said(subject.title, language);
    const written = localized(params.text as LocalizedText | undefined);
    return {
      ...about,
      title: t(`kind.${kind}`, { title, defaultValue: title }),
      reason: written || t(`reason.${code}`, { ...params, name: params.name ?? t("someone"), defaultValue: "" }),
    };
  };
}
