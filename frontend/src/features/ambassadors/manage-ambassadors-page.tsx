/** Ambassadors for the community manager: nominate, invite, see where everyone stands. */
import { Button, Group, Modal, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { MoveButtons, type MoveWords } from "@/shared/ui/move-buttons";
import { PersonPicker } from "@/shared/ui/person-picker";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { StateBadge } from "@/shared/ui/state-badge";
import { useNotify } from "@/shared/ui/use-notify";
import { PersonLink } from "@/shared/ui/person-link";
import { ambassadors, STATES } from "./api";

export default function ManageAmbassadorsPage() {
  const { t } = useTranslation(["ambassadors", "shared"]);
  const format = useFormat();
  const words = {
    invite: { label: t("manage.invite"), done: t("manage.invited"), variant: "light" },
    rest: { label: t("manage.rest"), done: t("manage.rested"), ask: t("manage.restText"), variant: "default" },
  } satisfies Record<string, MoveWords>;
  return (
    <ResourceListPage
      of={ambassadors}
      title={t("manage.title")}
      lede={t("manage.lede")}
      actions={<Nominate />}
      search={t("shared:search")}
      filters={[
        {
          name: "state",
          label: t("manage.state"),
          every: t("shared:all"),
          choices: STATES.map((value) => ({ value, label: t(`shared:state.${value}`) })),
        },
      ]}
      bulk={{ of: ambassadors, words, nameOf: (row) => row.name ?? "–" }}
      empty={{ title: t("manage.empty"), text: t("manage.emptyText") }}
      columns={[
        {
          key: "who",
          header: t("manage.who"),
          name: true,
          cell: (row) => <PersonLink id={row.person_id}>{row.name ?? "–"}</PersonLink>,
        },
        { key: "department", header: t("manage.department"), cell: (row) => row.department ?? "–" },
        { key: "state", header: t("manage.state"), cell: (row) => <StateBadge state={row.state} /> },
        { key: "since", header: t("manage.nominated"), tight: true, cell: (row) => format.date(row.nominated_at) },
        {
          key: "next",
          header: t("manage.next"),
          cell: (row) => <MoveButtons of={ambassadors} thing={row} size="compact-sm" none={null} words={words} />,
        },
      ]}
    />
  );
}

function Nominate() {
  const { t } = useTranslation(["ambassadors", "shared"]);
  const notify = useNotify();
  const nominate = ambassadors.useCreate();
  const [opened, dialog] = useDisclosure(false);
  const [person, setPerson] = useState<string | null>(null);

  function go() {
    if (person === null) return;
    nominate.mutate(
      { person_id: person, tier: "ambassador" },
      {
        onSuccess: () => {
          notify.done(t("manage.done"));
          setPerson(null);
          dialog.close();
        },
        onError: notify.problem,
      },
    );
  }

  return (
    <>
      <Button onClick={dialog.open}>{t("manage.nominate")}</Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t("manage.nominate")}
        closeButtonProps={{ "aria-label": t("shared:close") }}
      >
        <Stack>
          <PersonPicker
            first
            label={t("manage.who")}
            description={t("manage.whoHint")}
            value={person}
            onChange={setPerson}
          />
          <Group justify="flex-end">
            <Button onClick={go} disabled={person === null} loading={nominate.isPending}>
              {t("manage.nominate")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
