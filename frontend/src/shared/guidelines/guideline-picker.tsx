/** Choose a guideline by its title; the value is its code. */
import { Select, type SelectProps } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLocalizedChoice } from "@/shared/i18n/localized";
import { useGuidelines } from "./names";

export function GuidelinePicker(field: SelectProps) {
  const { t } = useTranslation("shared");
  const localized = useLocalizedChoice();
  const known = (useGuidelines().data?.items ?? []).map(({ code, title }) => ({
    value: code,
    label: `${localized(title)} · ${code}`,
  }));
  const chosen = field.value;
  const offered =
    !chosen || known.some(({ value }) => value === chosen) ? known : [{ value: chosen, label: chosen }, ...known];
  return (
    <Select
      searchable
      clearable
      nothingFoundMessage={t("names.none")}
      {...field}
      value={chosen || null}
      data={offered}
    />
  );
}
