/** One track to look at, or every one. */
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { optionsOf, trackChoicesQuery } from "@/shared/catalogue/choices";
import { useLocalizedChoice } from "@/shared/i18n/localized";

export function TrackFilter({ value, onChange }: { value: string; onChange: (track: string) => void }) {
  const { t } = useTranslation("catalogue-editor");
  const localized = useLocalizedChoice();
  const { data } = useQuery(trackChoicesQuery());
  return (
    <Select
      aria-label={t("field.track")}
      value={value}
      onChange={(track) => onChange(track ?? "")}
      allowDeselect={false}
      searchable
      data={[{ value: "", label: t("everyTrack") }, ...optionsOf(data ?? [], localized, [value])]}
    />
  );
}
