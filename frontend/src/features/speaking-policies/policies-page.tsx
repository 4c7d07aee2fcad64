/** On which networks only certain certificates count; everywhere else any of them does. */
import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { NETWORK_NAMES, type Network } from "@/shared/networks/names";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { DialogButton } from "@/shared/ui/dialog-button";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { useNotify } from "@/shared/ui/use-notify";
import { policies, schemeChoicesQuery, useRemove, type Policy } from "./api";
import { PolicyForm } from "./policy-form";

/** A network of an earlier day, or of a partner, has its code for a name. */
export function nameOf(network: string): string {
  return NETWORK_NAMES[network as Network] ?? network;
}

export default function PoliciesPage() {
  const { t } = useTranslation("speaking-policies");
  const format = useFormat();
  const schemes = useSchemeNames();
  return (
    <ResourceListPage
      of={policies}
      title={t("title")}
      lede={t("lede")}
      actions={<DialogButton label={t("add")}>{(close) => <PolicyForm onDone={close} />}</DialogButton>}
      empty={{ title: t("empty"), text: t("emptyText") }}
      rowKey={(policy) => policy.network}
      columns={[
        { key: "network", header: t("network"), name: true, sort: "network", cell: ({ network }) => nameOf(network) },
        {
          key: "schemes",
          header: t("schemes"),
          cell: (policy) =>
            policy.schemes.length > 0 ? (
              policy.schemes.map(schemes).join(", ")
            ) : (
              <Text c="dimmed">{t("nobodySpeaks")}</Text>
            ),
        },
        {
          key: "updated",
          header: t("changed"),
          tight: true,
          sort: "updated_at",
          cell: ({ updated_at }) => format.date(updated_at),
        },
        { key: "moves", header: t("moves"), cell: (policy) => <Moves policy={policy} /> },
      ]}
    />
  );
}

function useSchemeNames(): (code: string) => string {
  const localized = useLocalized();
  const { data } = useQuery(schemeChoicesQuery());
  return (code) => localized(data?.items.find((scheme) => scheme.code === code)?.title) || code;
}

function Moves({ policy }: { policy: Policy }) {
  const { t } = useTranslation("speaking-policies");
  const notify = useNotify();
  const remove = useRemove();
  const network = nameOf(policy.network);
  return (
    <Group gap="xs">
      <DialogButton label={t("change", { network })} size="compact-sm" variant="default">
        {(close) => <PolicyForm policy={policy} onDone={close} />}
      </DialogButton>
      <ConfirmButton
        size="compact-sm"
        variant="default"
        danger
        title={t("removeTitle", { network })}
        text={t("removeText", { network })}
        confirm={t("remove")}
        onConfirm={() => notify.outcome(remove.mutateAsync(policy), t("removed", { network }))}
      >
        {t("remove")}
      </ConfirmButton>
    </Group>
  );
}
