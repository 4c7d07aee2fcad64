/** Every certification scheme, drafts too. */
import { Box, SegmentedControl, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { useFilters } from "@/shared/navigation/use-filters";
import { DataTable } from "@/shared/ui/data-table";
import { EmptyState } from "@/shared/ui/empty-state";
import { Link, LinkButton } from "@/shared/ui/link";
import { LoadMore } from "@/shared/ui/load-more";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { StateBadge } from "@/shared/ui/state-badge";
import { STATES, useSchemes } from "./api";
import { useRuleWords } from "./rule-words";

const NONE = { state: "" };

export default function SchemesPage() {
  const { t } = useTranslation(["schemes", "shared"]);
  const localized = useLocalized();
  const rule = useRuleWords();
  const format = useFormat();
  const [{ state }, set] = useFilters(NONE);
  const list = useSchemes(state);
  const add = (
    <LinkButton to="/manage/schemes/new" leftSection={<IconPlus size={18} aria-hidden />}>
      {t("new")}
    </LinkButton>
  );
  const nothing = state ? (
    <EmptyState title={t("none.title")} text={t("none.text")} />
  ) : (
    <EmptyState title={t("empty.title")} text={t("empty.text")} action={add} />
  );
  return (
    <Page title={t("title")} lede={t("lede")} actions={add}>
      <Box mb="lg">
        <SegmentedControl
          aria-label={t("field.state")}
          value={state}
          onChange={(next) => set({ state: next })}
          data={[{ value: "", label: t("shared:all") }, ...STATES.map((value) => ({ value, label: t(`shared:state.${value}`) }))]}
        />
      </Box>
      <QueryState query={list} empty={{ when: (found) => found.length === 0, show: nothing }}>
        {(found) => (
          <>
            <DataTable
              caption={t("title")}
              rows={found}
              rowKey={(row) => row.id}
              columns={[
                {
                  key: "title",
                  header: t("field.title"),
                  name: true,
                  cell: (row) => (
                    <>
                      <Text component="span" fw={600} display="block">
                        <Link to={`/manage/schemes/${row.id}`}>{localized(row.title)}</Link>
                      </Text>
                      <Text component="span" size="sm" c="dimmed" fw={400}>
                        {row.code}
                      </Text>
                    </>
                  ),
                },
                { key: "state", header: t("field.state"), cell: (row) => <StateBadge state={row.state} /> },
                { key: "rule", header: t("field.rule"), cell: rule },
                { key: "valid", header: t("field.valid"), tight: true, cell: (row) => (row.valid_for_days ? format.days(row.valid_for_days) : t("forever")) },
              ]}
            />
            <LoadMore more={list.more} shown={found.length} />
          </>
        )}
      </QueryState>
    </Page>
  );
}
