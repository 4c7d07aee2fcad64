/** The words that are being written for each network, and their language: kept on this device until they are shared. */
import { useLocalStorage } from "@mantine/hooks";
import { useLanguage } from "@/shared/i18n/language";
import type { Content } from "../api";
import type { Network } from "../networks";
import { textIn, withDisclosure } from "../share-text";

type PerNetwork = Record<string, string>;

export function useWords(content: Content, network: Network) {
  const language = useLanguage();
  // A lost connection loses no text.
  const [drafts, setDrafts] = useLocalStorage<PerNetwork>({ key: `kring.draft.${content.id}`, defaultValue: {} });
  const [spoken, setSpoken] = useLocalStorage<PerNetwork>({ key: `kring.spoken.${content.id}`, defaultValue: {} });
  const copies = content.variants.filter((variant) => variant.network === network);
  const nearest = copies.find((variant) => variant.language.startsWith(language)) ?? copies[0];
  const text = drafts[network] ?? nearest?.text ?? "";
  const copy = copies.find((variant) => variant.text === text);
  const inLanguage = copy?.language ?? spoken[network] ?? nearest?.language ?? content.language ?? language;
  const disclosure = textIn(content.disclosure, [inLanguage, content.language ?? language, language]);
  return {
    copies,
    copy,
    text,
    inLanguage,
    placed: withDisclosure(text, disclosure, network),
    write: (words: string) => {
      // Words that are changed stay in the language that they were begun in.
      if (copy) setSpoken({ ...spoken, [network]: copy.language });
      setDrafts({ ...drafts, [network]: words });
    },
    speak: (tag: string) => setSpoken({ ...spoken, [network]: tag }),
    forget: () => {
      const others = (kept: PerNetwork) => Object.fromEntries(Object.entries(kept).filter(([at]) => at !== network));
      setDrafts(others(drafts));
      setSpoken(others(spoken));
    },
  };
}
