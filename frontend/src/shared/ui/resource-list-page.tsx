/** A page that is one list: filters, search and order in the address, the list as a file, and the states of loading. */
import { Group } from "@mantine/core";
import { useMemo, type ReactNode } from "react";
import type { Filters } from "@/shared/api/resource";
import type { Pages } from "@/shared/api/use-pages";
import { useFilters } from "@/shared/navigation/use-filters";
import { EmptyState } from "./empty-state";
import { ExportButton } from "./export-button";
import { ListFilters, type ListFilter } from "./list-filters";
import { Page, type Crumb } from "./page";
import { ResourceList, type RowsShown } from "./resource-list";

/** What `resource()` gives, or a feature puts together where one list reads from two paths. */
export interface Listed<Row, Name extends string> {
  useList: (filters: Filters<Name>) => Pages<Row>;
  hasFile?: boolean;
  readFile?: (format: "csv" | "xlsx", filters: Filters<Name>) => Promise<Blob>;
}

interface Face {
  title: string;
  text?: string;
  action?: ReactNode;
}

export interface ResourceListPageProps<Row, Name extends string> extends Omit<RowsShown<Row>, "caption" | "only"> {
  of: Listed<Row, Name>;
  title: string;
  lede?: ReactNode;
  actions?: ReactNode;
  crumbs?: readonly Crumb[];
  narrow?: boolean;
  /** The sentence in the search field, where the list can be searched (its filter "q"). */
  search?: string;
  filters?: readonly ListFilter<Name>[];
  /** Filters that always hold and are not the reader's. */
  fixed?: Filters<Name>;
  /** Nothing is there at all; with filters in use, unless `none` says so better. */
  empty: Face | ((values: Readonly<Record<string, string>>) => Face);
  /** Nothing fits the filters. */
  none?: Face;
  only?: (row: Row, values: Readonly<Record<string, string>>) => boolean;
  /** Dialogs and what else stands above the list. */
  above?: ReactNode;
}

export function ResourceListPage<Row, Name extends string>(props: ResourceListPageProps<Row, Name>) {
  const {
    of,
    title,
    lede,
    actions,
    crumbs,
    narrow,
    search,
    filters = [],
    fixed,
    empty,
    none,
    only,
    above,
    ...shown
  } = props;
  const names = JSON.stringify([search !== undefined, ...filters.map(({ name, initial = "" }) => [name, initial])]);
  // The same object as long as the filters are the same: whatever depends on it stays as it is.
  // eslint-disable-next-line react-hooks/exhaustive-deps -- `names` is what the filters say
  const defaults = useMemo(() => defaultsOf(filters, search !== undefined), [names]);
  const [values, set] = useFilters(defaults);
  const { sort, ...chosen } = values;
  const asked = { ...chosen, ...(sort ? { sort } : {}), ...fixed } as Filters<Name>;
  const list = of.useList(asked);
  const filtered = Object.entries(chosen).some(([name, value]) => value !== defaults[name]);
  const face = filtered && none ? none : typeof empty === "function" ? empty(values) : empty;
  return (
    <Page
      title={title}
      lede={lede}
      narrow={narrow ?? false}
      {...(crumbs ? { crumbs } : {})}
      actions={
        of.hasFile && of.readFile ? (
          <Group gap="sm">
            <ExportButton title={title} read={(format) => of.readFile?.(format, asked)} />
            {actions}
          </Group>
        ) : (
          actions
        )
      }
    >
      {above}
      <ListFilters filters={filters} values={values} set={set} search={search} />
      <ResourceList
        {...shown}
        list={list}
        caption={title}
        {...(only ? { only: (row: Row) => only(row, values) } : {})}
        sorting={{ sort: sort ?? "", onSort: (next) => set({ sort: next }) }}
        empty={<EmptyState {...face} />}
      />
    </Page>
  );
}

function defaultsOf(filters: readonly ListFilter<string>[], searched: boolean): Record<string, string> {
  const own = Object.fromEntries(filters.map(({ name, initial = "" }) => [name, initial]));
  return { ...(searched ? { q: "" } : {}), ...own, sort: "" };
}
