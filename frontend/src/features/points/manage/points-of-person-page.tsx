/** Somebody's points for who looks after them: what each entry is for, and taking one back. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { personQuery } from "@/shared/people/person-queries";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { EmptyState } from "@/shared/ui/empty-state";
import { ExportButton } from "@/shared/ui/export-button";
import { Page } from "@/shared/ui/page";
import { PersonLink } from "@/shared/ui/person-link";
import { useNotify } from "@/shared/ui/use-notify";
import { readLedger, useLedger, useReverse, type Entry } from "../api";
import { Ledger } from "../ledger";

export default function PointsOfPersonPage() {
  const { t } = useTranslation("points");
  const id = useRouteParam("id");
  const person = useQuery(personQuery(id)).data;
  const name = person ? `${person.given_name} ${person.family_name}` : t("manage.somebody");
  return (
    <Page
      title={t("manage.of", { name })}
      lede={<PersonLink id={id}>{t("manage.person")}</PersonLink>}
      crumbs={[{ label: t("manage.title"), to: "/manage/points" }]}
      actions={<ExportButton title={t("manage.of", { name })} read={(format) => readLedger(format, id)} />}
    >
      <Ledger
        of={useLedger(id)}
        empty={<EmptyState small title={t("manage.none")} text={t("manage.noneText")} />}
        act={{
          key: "reverse",
          header: t("manage.act"),
          cell: (entry) => entry.allowed?.includes("reverse") && <Reverse entry={entry} />,
        }}
      />
    </Page>
  );
}

function Reverse({ entry }: { entry: Entry }) {
  const { t } = useTranslation("points");
  const notify = useNotify();
  const reverse = useReverse();

  /** Rejects when it is refused: the dialog stays then. */
  async function go(reason: string) {
    try {
      await reverse.mutateAsync({ entry_id: entry.id, reason });
    } catch (error) {
      notify.problem(error);
      throw error;
    }
    notify.done(t("manage.reversed"));
  }

  return (
    <ConfirmButton
      size="compact-sm"
      variant="default"
      title={t("manage.reverse")}
      text={t("manage.reverseText", { count: entry.amount })}
      confirm={t("manage.reverse")}
      reasonLabel={t("manage.why")}
      danger
      onConfirm={go}
    >
      {t("manage.reverse")}
    </ConfirmButton>
  );
}
