/** Ambassadors for the community manager: nominate, invite, see where everyone stands. */
import { Button, Group, Modal, Select, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useFilters } from "@/shared/navigation/use-filters";
import { DataTable } from "@/shared/ui/data-table";
import { EmptyState } from "@/shared/ui/empty-state";
import { FilterBar } from "@/shared/ui/filter-bar";
import { LoadMore } from "@/shared/ui/load-more";
import { Page } from "@/shared/ui/page";
import { PersonPicker } from "@/shared/ui/person-picker";
import { QueryState } from "@/shared/ui/query-state";
import { StateBadge } from "@/shared/ui/state-badge";
import { useTell } from "@/shared/ui/use-tell";
import { STATES, useAmbassadors, useLookAfter, type Ambassador } from "./api";

const NONE = { state: "", q: "" };

export default function ManageAmbassadorsPage() {
  const { t } = useTranslation(["ambassadors", "shared"]);
  const format = useFormat();
  const [filters, set] = useFilters(NONE);
  const list = useAmbassadors(filters);
  return (
    <Page title={t("manage.title")} lede={t("manage.lede")} actions={<Nominate />}>
      <FilterBar q={filters.q} onSearch={(q) => set({ q })}>
        <Select
          aria-label={t("manage.state")}
          value={filters.state}
          onChange={(state) => set({ state: state ?? "" })}
          data={[{ value: "", label: t("shared:all") }, ...STATES.map((value) => ({ value, label: t(`shared:state.${value}`) }))]}
          allowDeselect={false}
        />
      </FilterBar>
      <QueryState
        query={list}
        empty={{ when: (found) => found.length === 0, show: <EmptyState title={t("manage.empty")} text={t("manage.emptyText")} /> }}
      >
        {(found) => (
          <>
            <DataTable
              caption={t("manage.title")}
              rows={found}
              rowKey={(row) => row.id}
              columns={[
                { key: "who", header: t("manage.who"), name: true, cell: (row) => row.name ?? "–" },
                { key: "department", header: t("manage.department"), cell: (row) => row.department ?? "–" },
                { key: "state", header: t("manage.state"), cell: (row) => <StateBadge state={row.state} /> },
                { key: "since", header: t("manage.nominated"), tight: true, cell: (row) => format.date(row.nominated_at) },
                { key: "next", header: t("manage.next"), cell: (row) => <Invite ambassador={row} /> },
              ]}
            />
            <LoadMore more={list.more} shown={found.length} />
          </>
        )}
      </QueryState>
    </Page>
  );
}

function Invite({ ambassador }: { ambassador: Ambassador }) {
  const { t } = useTranslation("ambassadors");
  const tell = useTell();
  const lookAfter = useLookAfter();
  if (ambassador.state !== "nominated") return null;
  return (
    <Button
      size="compact-sm"
      variant="light"
      loading={lookAfter.isPending}
      onClick={() =>
        lookAfter.mutate({ invite: ambassador.id }, { onSuccess: () => tell.done(t("manage.invited")), onError: tell.problem })
      }
    >
      {t("manage.invite")}
    </Button>
  );
}

function Nominate() {
  const { t } = useTranslation(["ambassadors", "shared"]);
  const tell = useTell();
  const lookAfter = useLookAfter();
  const [opened, dialog] = useDisclosure(false);
  const [person, setPerson] = useState<string | null>(null);

  function go() {
    if (person === null) return;
    lookAfter.mutate(
      { nominate: person },
      {
        onSuccess: () => {
          tell.done(t("manage.done"));
          setPerson(null);
          dialog.close();
        },
        onError: tell.problem,
      },
    );
  }

  return (
    <>
      <Button onClick={dialog.open}>{t("manage.nominate")}</Button>
      <Modal opened={opened} onClose={dialog.close} title={t("manage.nominate")} closeButtonProps={{ "aria-label": t("shared:close") }}>
        <Stack>
          <PersonPicker first label={t("manage.who")} description={t("manage.whoHint")} value={person} onChange={setPerson} />
          <Group justify="flex-end">
            <Button onClick={go} disabled={person === null} loading={lookAfter.isPending}>
              {t("manage.nominate")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
