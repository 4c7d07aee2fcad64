/** A text of the services as this reader can have it; one in another language says in which, and is read out in it. */
import { VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/shared/i18n/language";
import { isOwn, said, type LocalizedText } from "@/shared/i18n/localized";
import classes from "./localized.module.css";

export function Localized({ text }: { text: LocalizedText | null | undefined }) {
  const { words, other } = said(text, useLanguage());
  if (other === undefined) return words;
  return (
    <>
      <span lang={other}>{words}</span> <LanguageMark of={other} />
    </>
  );
}

/** "EN" beside words that are not in the reader's language; nothing beside those that are. */
export function LanguageMark({ of }: { of: string }) {
  const { t } = useTranslation("shared");
  const language = useLanguage();
  if (isOwn(of, language)) return null;
  const name = new Intl.DisplayNames([language], { type: "language" }).of(of) ?? of;
  const told = t("inOther", { language: name });
  return (
    <span className={classes.mark} title={told}>
      <span aria-hidden>{of.toUpperCase()}</span>
      <VisuallyHidden>({told})</VisuallyHidden>
    </span>
  );
}
