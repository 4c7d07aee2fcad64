/** How an exemption reads in a list: whose, from what, why, until when, and what may be done now. */
import { Text } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import type { Column } from "@/shared/ui/data-table";
import { Link } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { MoveButtons } from "@/shared/ui/move-buttons";
import { Named } from "@/shared/ui/named";
import { StateBadge } from "@/shared/ui/state-badge";
import { movesBelow, type Exemption } from "./api";

export function useExemptionColumns(): readonly Column<Exemption>[] {
  const { t } = useTranslation("exemptions");
  const format = useFormat();
  return [
    {
      key: "person",
      header: t("field.person"),
      name: true,
      cell: (row) => <Named below={row.department ?? ""}>{row.person_name}</Named>,
    },
    {
      key: "requirement",
      header: t("field.requirement"),
      cell: (row) => (
        <Named below={row.subject.code}>
          <Link to={`/manage/requirements/${row.requirement_id}`}>
            <Localized text={row.subject.title} />
          </Link>
        </Named>
      ),
    },
    { key: "why", header: t("field.why"), cell: (row) => <Why exemption={row} /> },
    {
      key: "until",
      header: t("field.until"),
      tight: true,
      sort: "until",
      cell: (row) => (
        <Named below={row.withdrawn_at ? t("withdrawnOn", { date: format.date(row.withdrawn_at) }) : ""}>
          {format.date(row.until)}
        </Named>
      ),
    },
    {
      key: "state",
      header: t("field.state"),
      cell: (row) => (
        <StateBadge
          state={row.state}
          label={t(`states.${row.state}`)}
          tone={row.state === "running" ? "active" : "neutral"}
        />
      ),
    },
    { key: "moves", header: t("field.moves"), cell: (row) => <ExemptionMoves exemption={row} /> },
  ];
}

function Why({ exemption }: { exemption: Exemption }) {
  const { t } = useTranslation("exemptions");
  const format = useFormat();
  const name = exemption.granted_by_name ?? t("system");
  return (
    <div>
      {exemption.reason && (
        <Text size="sm" maw="20rem">
          {exemption.reason}
        </Text>
      )}
      <Text size="sm" c="dimmed" mt={4}>
        {t("granted", { name, date: format.date(exemption.granted_at) })}
      </Text>
    </div>
  );
}

function ExemptionMoves({ exemption }: { exemption: Exemption }) {
  const { t } = useTranslation("exemptions");
  const name = exemption.person_name;
  const of = useMemo(() => movesBelow(exemption.requirement_id), [exemption.requirement_id]);
  return (
    <MoveButtons
      of={of}
      thing={exemption}
      size="sm"
      none="–"
      words={{
        withdraw: {
          label: t("withdraw.action"),
          done: t("withdraw.done", { name }),
          title: t("withdraw.title", { name }),
          ask: t("withdraw.text"),
          reason: t("field.why"),
          variant: "default",
        },
      }}
    />
  );
}
