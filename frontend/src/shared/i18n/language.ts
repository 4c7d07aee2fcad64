/** The three languages of the app and the person's choice among them. */
import i18next from "i18next";
import { useTranslation } from "react-i18next";

export const LANGUAGES = ["nl", "en", "fr"] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = "kring.language";

/** Each in its own words: somebody who cannot read this page must still find theirs. */
export const LANGUAGE_NAMES: Record<Language, string> = { nl: "Nederlands", en: "English", fr: "Français" };

export function asLanguage(tag: string | null | undefined): Language | undefined {
  const base = tag?.toLowerCase().split("-")[0];
  return LANGUAGES.find((language) => language === base);
}

export function chosenLanguage(): Language | undefined {
  return asLanguage(localStorage.getItem(KEY));
}

export function initialLanguage(): Language {
  return chosenLanguage() ?? navigator.languages.map(asLanguage).find(Boolean) ?? "en";
}

export function chooseLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
  void i18next.changeLanguage(language);
}

/** Follows the person's own locale unless they chose another here. */
export function followPerson(locale: string | undefined): void {
  const language = asLanguage(locale);
  if (language && !chosenLanguage() && i18next.language !== language) void i18next.changeLanguage(language);
}

export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return asLanguage(i18n.language) ?? "en";
}
