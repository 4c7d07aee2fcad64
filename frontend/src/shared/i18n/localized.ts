/** Server texts in several languages: the reader's own when it is there, else the nearest that is. */
import { useLanguage, type Language } from "./language";

export type LocalizedText = Readonly<Record<string, string>>;

export function pick(text: LocalizedText | null | undefined, language: Language): string {
  if (!text) return "";
  const own = Object.entries(text).find(([tag]) => tag === language || tag.startsWith(`${language}-`));
  return own?.[1] ?? text.en ?? Object.values(text)[0] ?? "";
}

export function useLocalized(): (text: LocalizedText | null | undefined) => string {
  const language = useLanguage();
  return (text) => pick(text, language);
}
