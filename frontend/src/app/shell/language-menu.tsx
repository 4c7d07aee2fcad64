/** Another language, anywhere, at once. */
import { useTranslation } from "react-i18next";
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, useLanguage } from "@/shared/i18n/language";
import { Choice, HeaderPopover } from "@/shared/ui/header-popover";

export function LanguageMenu() {
  const { t } = useTranslation("app");
  const current = useLanguage();
  return (
    <HeaderPopover
      label={`${current.toUpperCase()} · ${t("language.choose")}: ${LANGUAGE_NAMES[current]}`}
      button={current.toUpperCase()}
    >
      {(close) =>
        LANGUAGES.map((language) => (
          <Choice
            key={language}
            lang={language}
            chosen={language === current}
            onChoose={() => {
              chooseLanguage(language);
              close();
            }}
          >
            {LANGUAGE_NAMES[language]}
          </Choice>
        ))
      }
    </HeaderPopover>
  );
}
