/** Every requirement: who must learn what, by when. */
import { Box, SegmentedControl, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { useFilters } from "@/shared/navigation/use-filters";
import { useMe } from "@/shared/session/me";
import { useAudienceWords } from "@/shared/ui/audience-fields";
import { DataTable } from "@/shared/ui/data-table";
import { EmptyState } from "@/shared/ui/empty-state";
import { Link, LinkButton } from "@/shared/ui/link";
import { LoadMore } from "@/shared/ui/load-more";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { StateBadge } from "@/shared/ui/state-badge";
import { STATES, useRequirements } from "./api";

const NONE = { state: "" };

export default function RequirementsPage() {
  const { t } = useTranslation(["requirements", "shared"]);
  const localized = useLocalized();
  const audience = useAudienceWords();
  const format = useFormat();
  const { may } = useMe();
  const [{ state }, set] = useFilters(NONE);
  const list = useRequirements(state);
  const add = may("training:requirements.write") && (
    <LinkButton to="/manage/requirements/new" leftSection={<IconPlus size={18} aria-hidden />}>
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
                  key: "subject",
                  header: t("field.subject"),
                  name: true,
                  cell: (row) => (
                    <>
                      <Text component="span" fw={600} display="block">
                        <Link to={`/manage/requirements/${row.id}`}>{localized(row.subject.title)}</Link>
                      </Text>
                      <Text component="span" size="sm" c="dimmed" fw={400}>
                        {row.subject.code} · {t(`kind.${row.subject.kind}`)}
                      </Text>
                    </>
                  ),
                },
                { key: "state", header: t("field.state"), cell: (row) => <StateBadge state={row.state} /> },
                { key: "who", header: t("field.applies_to"), cell: (row) => audience(row.applies_to) },
                { key: "due", header: t("field.due"), tight: true, cell: (row) => format.days(row.due_in_days) },
                {
                  key: "repeat",
                  header: t("field.repeat"),
                  cell: (row) => (row.repeat_every_days ? t("every", { span: format.days(row.repeat_every_days) }) : t("once")),
                },
              ]}
            />
            <LoadMore more={list.more} shown={found.length} />
          </>
        )}
      </QueryState>
    </Page>
  );
}
