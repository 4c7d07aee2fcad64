/** Choose a module by its title; the value is its code, for services that know no ids of training. */
import { Select, type SelectProps } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLocalizedChoice } from "@/shared/i18n/localized";
import { moduleChoicesQuery } from "./choices";

export function ModuleCodePicker(field: SelectProps) {
  const { t } = useTranslation("shared");
  const localized = useLocalizedChoice();
  const chosen = field.value;
  const known = (useQuery(moduleChoicesQuery()).data ?? [])
    .filter(({ code, state }) => state !== "archived" || code === chosen)
    .map(({ code, title }) => ({ value: code, label: `${code} · ${localized(title)}` }));
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
