/** A department, division, job profile or location: one or several in a form, or one to filter by. The directory's are offered. */
import {
  Autocomplete,
  Group,
  Select,
  TagsInput,
  Text,
  type AutocompleteProps,
  type TagsInputProps,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useOrganisationNames, type NameField } from "@/shared/people/organisation-names";

// The service has searched already, whatever accents somebody types.
const AS_FOUND = <T,>({ options }: { options: T[] }) => options;

function useOffered(field: NameField, typed: string) {
  const { t } = useTranslation("shared");
  const format = useFormat();
  const [q] = useDebouncedValue(typed.trim(), 250);
  const found = useOrganisationNames(field, q).data?.items ?? [];
  const people = new Map(found.map((each) => [each.name, each.people]));
  return {
    names: found.map(({ name }) => name),
    renderOption: ({ option }: { option: { value: string } }) => (
      <Group justify="space-between" wrap="nowrap" w="100%">
        <span>{option.value}</span>
        {people.has(option.value) && (
          <Text span size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
            {t("names.people", {
              count: people.get(option.value),
              shown: format.number(people.get(option.value) ?? 0),
            })}
          </Text>
        )}
      </Group>
    ),
  };
}

/** One name in a form; a new one may be typed too. */
export function OrganisationName({ field, ...input }: { field: NameField } & AutocompleteProps) {
  const [typed, setTyped] = useState("");
  const { names, renderOption } = useOffered(field, typed);
  return (
    <Autocomplete
      {...input}
      data={names}
      filter={AS_FOUND}
      renderOption={renderOption}
      onChange={(value) => {
        setTyped(value);
        input.onChange?.(value);
      }}
    />
  );
}

/** Several names in a form; new ones may be typed too. */
export function OrganisationNames({ field, ...input }: { field: NameField } & TagsInputProps) {
  const [typed, setTyped] = useState("");
  const { names, renderOption } = useOffered(field, typed);
  return <TagsInput {...input} data={names} filter={AS_FOUND} renderOption={renderOption} onSearchChange={setTyped} />;
}

interface NameFilterProps {
  field: NameField;
  label: string;
  value: string;
  onChange: (name: string) => void;
}

/** One name to filter a list by; only what the directory knows. */
export function OrganisationNameFilter({ field, label, value, onChange }: NameFilterProps) {
  const { t } = useTranslation("shared");
  const [typed, setTyped] = useState("");
  const { names, renderOption } = useOffered(field, typed === value ? "" : typed);
  return (
    <Select
      aria-label={label}
      placeholder={label}
      value={value || null}
      onChange={(name) => onChange(name ?? "")}
      searchable
      clearable
      onSearchChange={setTyped}
      filter={AS_FOUND}
      data={value && !names.includes(value) ? [value, ...names] : names}
      renderOption={renderOption}
      nothingFoundMessage={t("names.none")}
    />
  );
}
