/** How a waiver reads in a list: whose, of what, why, how it was decided, and what may be done now. */
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import type { Column } from "@/shared/ui/data-table";
import { Link } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { MoveButtons, type MoveWords } from "@/shared/ui/move-buttons";
import { Named } from "@/shared/ui/named";
import { StateBadge } from "@/shared/ui/state-badge";
import { waivers, type Waiver } from "./api";

export function useWaiverColumns(): readonly Column<Waiver>[] {
  const { t } = useTranslation("waivers");
  return [
    {
      key: "person",
      header: t("field.person"),
      name: true,
      cell: (row) => <Named below={row.department ?? ""}>{row.person_name}</Named>,
    },
    {
      key: "module",
      header: t("field.module"),
      cell: (row) => (
        <Named below={row.module_code}>
          <Link to={`/learn/modules/${row.module_id}`}>
            <Localized text={row.module_title} />
          </Link>
        </Named>
      ),
    },
    { key: "why", header: t("field.why"), cell: (row) => <Why waiver={row} /> },
    { key: "state", header: t("field.state"), cell: (row) => <Decided waiver={row} /> },
    { key: "moves", header: t("field.moves"), cell: (row) => <WaiverMoves waiver={row} /> },
  ];
}

function Why({ waiver }: { waiver: Waiver }) {
  const { t } = useTranslation("waivers");
  const format = useFormat();
  const name = waiver.requested_by_name ?? t("system");
  return (
    <div>
      <Text size="sm" maw="22rem">
        {waiver.reason}
      </Text>
      <Text size="sm" c="dimmed" mt={4}>
        {t("asked", { name, date: format.date(waiver.created_at) })}
      </Text>
    </div>
  );
}

function Decided({ waiver }: { waiver: Waiver }) {
  return (
    <div>
      <StateBadge state={waiver.state} />
      {waiver.decision_reason && (
        <Text size="sm" c="dimmed" mt={4} maw="18rem">
          {waiver.decision_reason}
        </Text>
      )}
    </div>
  );
}

/** The moves of a waiver in words; without a name for several at once. */
export function useWaiverMoves(): (name?: string) => Record<"approve" | "refuse" | "withdraw", MoveWords> {
  const { t } = useTranslation("waivers");
  return (name = "") => ({
    approve: { label: t("approve.action"), done: t("approve.done", { name }) },
    refuse: {
      label: t("refuse.action"),
      done: t("refuse.done", { name }),
      title: name ? t("refuse.title", { name }) : t("refuse.action"),
      ask: t("refuse.text"),
      reason: t("field.why"),
      variant: "default",
    },
    withdraw: { label: t("withdraw.action"), done: t("withdraw.done"), ask: t("withdraw.text"), variant: "subtle" },
  });
}

function WaiverMoves({ waiver }: { waiver: Waiver }) {
  const words = useWaiverMoves();
  return <MoveButtons of={waivers} thing={waiver} size="sm" none="–" words={words(waiver.person_name)} />;
}
