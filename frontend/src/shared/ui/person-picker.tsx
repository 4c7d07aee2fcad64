/** Choose a person by typing a part of the name; the value is the person's id. */
import { Loader, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { peopleSearchQuery, personQuery } from "@/shared/people/person-queries";

interface PersonPickerProps {
  label: string;
  description?: string;
  value: string | null;
  onChange: (personId: string | null) => void;
  required?: boolean;
  error?: ReactNode;
  /** The first field of a dialog: it has the focus when that opens. */
  first?: boolean;
}

interface Named {
  id: string;
  given_name: string;
  family_name: string;
  department?: string | null;
}

function labelOf(person: Named): string {
  const name = `${person.given_name} ${person.family_name}`.trim();
  return person.department ? `${name} · ${person.department}` : name;
}

export function PersonPicker({ value, onChange, first, ...field }: PersonPickerProps) {
  const { t } = useTranslation("shared");
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed, 250);
  const found = useQuery({ ...peopleSearchQuery(q), placeholderData: keepPreviousData });
  const chosen = useQuery({ ...personQuery(value ?? ""), enabled: value !== null });

  const people = new Map<string, Named>();
  if (chosen.data) people.set(chosen.data.id, chosen.data);
  for (const person of found.data?.items ?? []) people.set(person.id, person);

  return (
    <Select
      {...field}
      data-autofocus={first || undefined}
      value={value}
      onChange={onChange}
      searchable
      clearable={!field.required}
      onSearchChange={setTyped}
      // The server has searched already: also by employee number, which the label does not show.
      filter={({ options }) => options}
      data={[...people.values()].map((person) => ({ value: person.id, label: labelOf(person) }))}
      nothingFoundMessage={found.isFetching ? t("loading") : t("nobodyFound")}
      rightSection={found.isFetching ? <Loader size={16} /> : undefined}
    />
  );
}
