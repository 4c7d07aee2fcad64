/** Who stands how with one thing: the numbers as a bar, the names behind each, found, chosen and taken along. */
import { Button, Checkbox, Group, Stack } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { PeopleList, PersonInState } from "@/shared/api/people-list";
import { useFilters } from "@/shared/navigation/use-filters";
import { CopyPeople } from "./copy-people";
import type { Column } from "./data-table";
import { DueBadge } from "./due-badge";
import { EmptyState } from "./empty-state";
import { ExportButton } from "./export-button";
import { FilterBar } from "./filter-bar";
import { Link } from "./link";
import { Named } from "./named";
import { ResourceList } from "./resource-list";
import { StateBadge } from "./state-badge";
import { StateBar, type StatePart } from "./state-bar";

const FILTERS = { state: "", department: "", q: "", sort: "" };

interface PeopleInStatesProps<Row extends PersonInState> {
  of: PeopleList<Row>;
  /** Names the file and the table. */
  title: string;
  states: readonly StatePart[];
  /** The states in which a day is still ahead, or has passed. */
  waiting: readonly string[];
  late: string;
  /** What else a row shows. */
  columns?: readonly Column<Row>[];
  /** Nobody stands here at all. */
  nobody: string;
  /** Between the bar and the list; it may narrow the list to a department. */
  between?: (narrow: (department: string) => void, department: string) => ReactNode;
  /** The names come when a part of the bar is pressed, or when they are asked for. */
  folded?: boolean;
  /** Buttons for those who are chosen. */
  actions?: (chosen: readonly Row[], clear: () => void) => ReactNode;
}

export function PeopleInStates<Row extends PersonInState>(props: PeopleInStatesProps<Row>) {
  const { of, title, states, waiting, late, columns = [], nobody, between, folded = false, actions } = props;
  const { t } = useTranslation("shared");
  const [values, set] = useFilters(FILTERS);
  const { list, summary } = of.usePeople(values);
  const [chosen, setChosen] = useState<ReadonlyMap<string, Row>>(new Map());
  const narrowed = values.state !== "" || values.department !== "" || values.q !== "";
  const [unfolded, setUnfolded] = useState(false);
  const shown = !folded || unfolded || narrowed;
  const rows = list.data ?? [];

  function choose(some: readonly Row[], on: boolean) {
    const next = new Map(chosen);
    for (const row of some)
      if (on) next.set(row.person_id, row);
      else next.delete(row.person_id);
    setChosen(next);
  }

  const clear = () => setChosen(new Map());
  const choice: Column<Row> = {
    key: "choice",
    header: t("people.choice"),
    tight: true,
    cell: (row) => (
      <Checkbox
        aria-label={t("people.choose", { name: `${row.given_name} ${row.family_name}` })}
        checked={chosen.has(row.person_id)}
        onChange={(event) => choose([row], event.currentTarget.checked)}
      />
    ),
  };
  const all = rows.length > 0 && rows.every((row) => chosen.has(row.person_id));
  return (
    <Stack gap="lg">
      <StateBar parts={states} numbers={summary} chosen={values.state} onChoose={(state) => set({ state })} />
      {between?.((department) => set({ department }), values.department)}
      {folded && !narrowed && (
        <div>
          <Button variant="default" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
            {t(unfolded ? "people.hide" : "people.show")}
          </Button>
        </div>
      )}
      <div hidden={!shown}>
        <FilterBar q={values.q} placeholder={t("people.search")} onSearch={(q) => set({ q })}>
          {values.department && (
            <Button
              variant="light"
              rightSection={<IconX size={16} aria-hidden />}
              onClick={() => set({ department: "" })}
              aria-label={t("people.everyDepartment", { department: values.department })}
            >
              {values.department}
            </Button>
          )}
          <ExportButton title={title} read={(format) => of.readFile(format, values)} />
        </FilterBar>
        <Group mb="md" gap="md">
          {rows.length > 0 && (
            <Checkbox
              label={t("people.chooseAll", { count: rows.length })}
              checked={all}
              onChange={(event) => choose(rows, event.currentTarget.checked)}
            />
          )}
        </Group>
        <CopyPeople people={[...chosen.values()]} onClear={clear}>
          {actions?.([...chosen.values()], clear)}
        </CopyPeople>
        <ResourceList
          list={list}
          caption={title}
          rowKey={(row) => row.person_id}
          sorting={{ sort: values.sort, onSort: (sort) => set({ sort }) }}
          empty={<EmptyState small title={narrowed ? t("nobodyFound") : nobody} />}
          columns={[
            choice,
            {
              key: "name",
              header: t("people.name"),
              name: true,
              sort: "name",
              cell: (row) => (
                <Named below={row.department ?? ""}>
                  <Link to={`/people/${row.person_id}`}>
                    {row.given_name} {row.family_name}
                  </Link>
                </Named>
              ),
            },
            { key: "state", header: t("stateOf"), cell: (row) => <Mark row={row} states={states} /> },
            {
              key: "due",
              header: t("people.due"),
              sort: "due_at",
              cell: (row) =>
                row.due_at && waiting.includes(row.state) ? (
                  <DueBadge at={row.due_at} overdue={row.state === late} />
                ) : (
                  ""
                ),
            },
            { key: "head", header: t("people.head"), cell: (row) => row.head?.name ?? "" },
            ...columns,
          ]}
        />
      </div>
    </Stack>
  );
}

function Mark({ row, states }: { row: PersonInState; states: readonly StatePart[] }) {
  const part = states.find(({ value }) => value === row.state);
  return <StateBadge state={row.state} {...(part ? { label: part.label, tone: part.tone } : {})} />;
}
