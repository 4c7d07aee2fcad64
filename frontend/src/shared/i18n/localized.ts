/** Server texts in several languages: the reader's own when it is there, else the nearest that is. */
import { asLanguage, useLanguage, type Language } from "./language";

export type LocalizedText = Readonly<Record<string, string>>;

export interface Said {
  words: string;
  /** The language that the words are in, where it is not the reader's. */
  other?: string;
}

/** Whether a reader of this language reads the words of that tag as their own: "nl-BE" is "nl". */
export function isOwn(tag: string, language: Language): boolean {
  return asLanguage(tag) === language;
}

export function said(text: LocalizedText | null | undefined, language: Language): Said {
  const all = Object.entries(text ?? {});
  const own = all.find(([tag]) => isOwn(tag, language));
  if (own) return { words: own[1] };
  const nearest = all.find(([tag]) => isOwn(tag, "en")) ?? all[0];
  return nearest ? { words: nearest[1], other: nearest[0] } : { words: "" };
}

/** Whether there are words at all. */
export function has(text: LocalizedText | null | undefined): text is LocalizedText {
  return Object.keys(text ?? {}).length > 0;
}

export function pick(text: LocalizedText | null | undefined, language: Language): string {
  return said(text, language).words;
}

/** The bare words, for what takes no element: a label for screen readers, a part of a sentence. Elsewhere use <Localized>. */
export function useLocalized(): (text: LocalizedText | null | undefined) => string {
  const language = useLanguage();
  return (text) => pick(text, language);
}

/** The words for a choice in a menu, which takes no element either: "Telling it outside (EN)" to a Dutch reader. */
export function useLocalizedChoice(): (text: LocalizedText | null | undefined) => string {
  const language = useLanguage();
  return (text) => {
    const { words, other } = said(text, language);
    return other ? `${words} (${other.toUpperCase()})` : words;
  };
}
