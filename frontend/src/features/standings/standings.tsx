/** The page of who stands how, of whatever kind. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { EnrolManyButton } from "@/shared/enrolling/enrol-many";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { useMe } from "@/shared/session/me";
import { Page } from "@/shared/ui/page";
import { PeopleInStates } from "@/shared/ui/people-in-states";
import { namedQuery, peopleOf, type Kind, type Stands } from "./api";

export function Standings({ kind }: { kind: Kind }) {
  const { t } = useTranslation(["standings", "enrolling"]);
  const localized = useLocalized();
  const format = useFormat();
  const id = useRouteParam("id");
  const people = useMemo(() => peopleOf(kind, id), [kind, id]);
  const { may, person } = useMe();
  const enrols = may("training:completions.write") || person?.roles?.includes("manager");
  const { data: named } = useQuery(namedQuery(kind, id));
  const title = named ? localized(named.title) : t(`of.${kind}`);
  const parts = {
    key: "parts",
    header: t("parts"),
    end: true,
    cell: (row: Stands) => t("done", { done: row.parts_done, parts: row.parts }),
  };
  return (
    <Page title={named?.title ?? title} lede={t(`lede.${kind}`)}>
      <PeopleInStates
        of={people}
        title={title}
        states={[
          { value: "late", label: t(`state.late.${kind}`), tone: "trouble" },
          { value: "open", label: t("state.open"), tone: "waiting" },
          { value: "underway", label: t("state.underway"), tone: "active" },
          { value: "done", label: t(`state.done.${kind}`), tone: "good" },
        ]}
        waiting={["open", "underway", "late"]}
        late="late"
        nobody={t("nobody")}
        {...(kind === "modules" && enrols
          ? {
              actions: (chosen: readonly Stands[], clear: () => void) => (
                <EnrolManyButton
                  module={id}
                  people={chosen.map((one) => ({ id: one.person_id, name: `${one.given_name} ${one.family_name}` }))}
                  onDone={clear}
                />
              ),
            }
          : {})}
        columns={[
          {
            key: "since",
            header: t("since"),
            sort: "since",
            cell: (row) => (row.since ? format.date(row.since) : ""),
          },
          ...(kind === "modules" ? [] : [parts]),
        ]}
      />
    </Page>
  );
}
