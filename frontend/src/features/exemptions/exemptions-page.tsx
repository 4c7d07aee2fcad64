/** Every exemption that I may see: granted here, withdrawn here. */
import { useTranslation } from "react-i18next";
import { useMe } from "@/shared/session/me";
import { PersonPicker } from "@/shared/ui/person-picker";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { exemptions, STATES } from "./api";
import { GrantButton } from "./grant-button";
import { useExemptionColumns } from "./use-exemption-columns";

export default function ExemptionsPage() {
  const { t } = useTranslation(["exemptions", "shared"]);
  const { may } = useMe();
  const grant = may("training:requirements.exempt") && <GrantButton />;
  return (
    <ResourceListPage
      of={exemptions}
      title={t("title")}
      lede={t("lede")}
      actions={grant}
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
        {
          name: "state",
          label: t("field.state"),
          segments: true,
          every: t("shared:all"),
          choices: STATES.map((value) => ({ value, label: t(`states.${value}`) })),
        },
      ]}
      empty={{ title: t("empty.title"), text: t("empty.text") }}
      none={{ title: t("none.title"), text: t("none.text") }}
      columns={useExemptionColumns()}
      bulk={{
        of: exemptions,
        nameOf: (row) => row.person_name,
        words: {
          withdraw: {
            label: t("withdraw.action"),
            done: t("withdraw.action"),
            ask: t("withdraw.text"),
            reason: t("field.why"),
            variant: "default",
          },
        },
      }}
    />
  );
}
