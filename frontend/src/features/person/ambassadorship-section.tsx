/** Somebody's ambassadorships for those who look after them, whatever is shown. */
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { MoveButtons, type MoveWords } from "@/shared/ui/move-buttons";
import { StateBadge } from "@/shared/ui/state-badge";
import { ambassadors } from "./api";
import { Section } from "./section";

export function Ambassadorship({ id }: { id: string }) {
  const { t } = useTranslation("person");
  const format = useFormat();
  const words = {
    invite: { label: t("ambassador.invite"), done: t("ambassador.invited"), variant: "light" },
    rest: {
      label: t("ambassador.rest"),
      done: t("ambassador.rested"),
      ask: t("ambassador.restText"),
      variant: "default",
    },
  } satisfies Record<string, MoveWords>;
  return (
    <Section
      title={t("ambassador.title")}
      none={t("ambassador.none")}
      list={ambassadors.useList({ person: id })}
      columns={[
        { key: "since", header: t("ambassador.since"), name: true, cell: (row) => format.date(row.nominated_at) },
        { key: "state", header: t("column.state"), tight: true, cell: (row) => <StateBadge state={row.state} /> },
        {
          key: "act",
          header: t("ambassador.act"),
          cell: (row) => <MoveButtons of={ambassadors} thing={row} size="compact-sm" none={null} words={words} />,
        },
      ]}
    />
  );
}
