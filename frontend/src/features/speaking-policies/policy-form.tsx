/** Which certificates count on a network: a new policy, or one that there is. */
import { MultiSelect, Select, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLocalized } from "@/shared/i18n/localized";
import { NETWORK_NAMES, NETWORKS } from "@/shared/networks/names";
import { FormEnd } from "@/shared/ui/form-end";
import { useNotify } from "@/shared/ui/use-notify";
import { policies, schemeChoicesQuery, type Policy } from "./api";

interface Draft {
  network: string | null;
  schemes: string[];
}

export function PolicyForm({ policy, onDone }: { policy?: Policy; onDone: () => void }) {
  const { t } = useTranslation(["speaking-policies", "shared"]);
  const localized = useLocalized();
  const notify = useNotify();
  const there = policies.useList();
  const schemes = useQuery(schemeChoicesQuery());
  const change = policies.useChange();
  const form = useForm<Draft>({
    initialValues: { network: policy?.network ?? null, schemes: policy?.schemes ?? [] },
    validate: {
      network: (value) => (value ? null : t("need.network")),
      schemes: (value) => (value.length > 0 ? null : t("need.schemes")),
    },
  });
  const known = schemes.data?.items ?? [];
  // A code that no scheme has any more stays, until somebody takes it out.
  const codes = [...new Set([...known.map(({ code }) => code), ...(policy?.schemes ?? [])])];

  async function save({ network, schemes: chosen }: Draft) {
    if (!network) return;
    // The first of a network is written only while there is none: what another wrote meanwhile is not lost.
    const etag = `"v${policy?.version ?? 0}"`;
    try {
      await change.mutateAsync({ id: network, etag, body: { schemes: chosen } });
    } catch (error) {
      notify.problem(error);
      return;
    }
    notify.done(t("saved"));
    onDone();
  }

  return (
    <form onSubmit={form.onSubmit((draft) => void save(draft))} noValidate>
      <Stack>
        {!policy && (
          <Select
            required
            data-autofocus
            label={t("network")}
            data={NETWORKS.filter((one) => !there.data?.some(({ network }) => network === one)).map((value) => ({
              value,
              label: NETWORK_NAMES[value],
            }))}
            {...form.getInputProps("network")}
          />
        )}
        <MultiSelect
          required
          searchable
          label={t("schemes")}
          description={t("schemesHint")}
          data={codes.map((value) => ({
            value,
            label: localized(known.find(({ code }) => code === value)?.title) || value,
          }))}
          {...form.getInputProps("schemes")}
        />
        <FormEnd submit={t("shared:save")} busy={change.isPending} onCancel={onDone} />
      </Stack>
    </form>
  );
}
