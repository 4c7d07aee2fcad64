/** The filters of a list as controls: side by side where the choices are few, in a menu otherwise. */
import { Box, SegmentedControl, Select } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ReactNode } from "react";
import { FilterBar } from "./filter-bar";

export interface ListFilter<Name extends string> {
  name: Name;
  label: string;
  choices?: readonly { value: string; label: string }[];
  /** What "not filtered" is called; without it one of the choices always holds. */
  every?: string;
  /** Few choices, side by side. */
  segments?: boolean;
  /** The choice that the address leaves out; none when left out. */
  initial?: string;
  /** A control of its own instead of choices. */
  field?: (value: string, set: (value: string) => void) => ReactNode;
  width?: number;
}

interface ListFiltersProps<Name extends string> {
  filters: readonly ListFilter<Name>[];
  values: Readonly<Record<string, string>>;
  set: (change: Record<string, string>) => void;
  /** The sentence in the search field; without it there is no search. */
  search: string | undefined;
}

export function ListFilters<Name extends string>({ filters, values, set, search }: ListFiltersProps<Name>) {
  const [first] = filters;
  if (search === undefined && first === undefined) return null;
  if (search === undefined && first?.segments && filters.length === 1) {
    return (
      <Box mb="lg">
        <FilterControl filter={first} value={values[first.name] ?? ""} set={set} labelled={false} />
      </Box>
    );
  }
  const searching =
    search === undefined ? {} : { q: values.q ?? "", placeholder: search, onSearch: (q: string) => set({ q }) };
  return (
    <FilterBar {...searching}>
      {filters.map((filter) => (
        <FilterControl
          key={filter.name}
          filter={filter}
          value={values[filter.name] ?? ""}
          set={set}
          labelled={search === undefined}
        />
      ))}
    </FilterBar>
  );
}

/** On a phone more than these are cut off side by side. */
const FEW = 4;
const NARROW = "(max-width: 48em)";

interface FilterControlProps<Name extends string> {
  filter: ListFilter<Name>;
  value: string;
  set: (change: Record<string, string>) => void;
  labelled: boolean;
}

function FilterControl<Name extends string>({ filter, value, set, labelled }: FilterControlProps<Name>) {
  const { name, label, choices = [], every, segments, field, width } = filter;
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const change = (next: string | null) => set({ [name]: next ?? "" });
  const data = [...(every === undefined ? [] : [{ value: "", label: every }]), ...choices];
  if (field) return field(value, change);
  if (segments && !(isNarrow && data.length > FEW))
    return <SegmentedControl aria-label={label} value={value} onChange={change} data={data} />;
  return (
    <Select
      {...(labelled ? { label } : { "aria-label": label })}
      value={value}
      onChange={change}
      allowDeselect={false}
      data={data}
      {...(width ? { w: { sm: width } } : {})}
    />
  );
}
