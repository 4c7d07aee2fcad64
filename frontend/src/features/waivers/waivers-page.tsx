/** What somebody asked to skip: decided here by those who may, taken back by who asked. */
import { useTranslation } from "react-i18next";
import { PersonPicker } from "@/shared/ui/person-picker";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { useStateFilter } from "@/shared/ui/use-state-filter";
import { STATES, waivers } from "./api";
import { useWaiverColumns, useWaiverMoves } from "./use-waiver-columns";

export default function WaiversPage() {
  const { t } = useTranslation("waivers");
  const words = useWaiverMoves();
  return (
    <ResourceListPage
      of={waivers}
      title={t("title")}
      lede={t("lede")}
      filters={[
        {
          name: "person",
          label: t("field.person"),
          field: (value, choose) => (
            <div key="person" style={{ flex: "1 1 14rem" }}>
              <PersonPicker
                label={t("field.person")}
                value={value || null}
                onChange={(person) => choose(person ?? "")}
              />
            </div>
          ),
        },
        useStateFilter(STATES),
      ]}
      empty={{ title: t("empty.title"), text: t("empty.text") }}
      none={{ title: t("none.title"), text: t("none.text") }}
      columns={useWaiverColumns()}
      bulk={{ of: waivers, words: words(), nameOf: (row) => row.person_name }}
    />
  );
}
