/** One text in nl, en and fr: a tab per language, a filled dot where there is text. */
import { Input, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useId, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { LANGUAGE_NAMES, LANGUAGES, useLanguage, type Language } from "@/shared/i18n/language";
import classes from "./localized-input.module.css";

interface LocalizedInputProps {
  label: string;
  description?: string;
  value: Record<string, string>;
  onChange: (value: Record<string, string>) => void;
  /** A form's error at this field, whichever language it concerns. */
  error?: ReactNode;
  required?: boolean;
  multiline?: boolean;
  /** The first field of a dialog: it has the focus when that opens. */
  first?: boolean;
}

export function LocalizedInput({
  label,
  description,
  value,
  onChange,
  error,
  required,
  multiline,
  first,
}: LocalizedInputProps) {
  const { t } = useTranslation("shared");
  const own = useLanguage();
  const [language, setLanguage] = useState<Language>(own);
  const id = useId();
  const field = {
    id,
    lang: language,
    value: value[language] ?? "",
    error: Boolean(error),
    required,
    "data-autofocus": first || undefined,
    "aria-describedby":
      [description && `${id}-description`, error && `${id}-error`].filter(Boolean).join(" ") || undefined,
    "aria-label": t("inLanguage", { label, language: LANGUAGE_NAMES[language] }),
    onChange: (event: { currentTarget: { value: string } }) => {
      const next = { ...value, [language]: event.currentTarget.value };
      // An emptied language is absent, not an empty text.
      onChange(Object.fromEntries(Object.entries(next).filter(([, text]) => text !== "")));
    },
  };
  return (
    <Input.Wrapper
      id={id}
      label={label}
      description={description}
      error={error}
      withAsterisk={required}
      labelProps={{ htmlFor: id }}
    >
      <div className={classes.row}>
        <SegmentedControl
          size="xs"
          value={language}
          onChange={(next) => setLanguage(next as Language)}
          aria-label={t("languageOf", { label })}
          data={LANGUAGES.map((tag) => ({
            value: tag,
            label: (
              <span className={classes.tab}>
                <span className={classes.dot} data-filled={Boolean(value[tag]) || undefined} aria-hidden />
                <abbr title={LANGUAGE_NAMES[tag]}>{tag.toUpperCase()}</abbr>
              </span>
            ),
          }))}
        />
      </div>
      {multiline ? <Textarea autosize minRows={3} maxRows={14} {...field} /> : <TextInput {...field} />}
    </Input.Wrapper>
  );
}
