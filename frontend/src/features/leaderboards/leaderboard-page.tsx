/** This month's standings: the top, my own place, and how I appear. */
import { Alert, Card, Group, Radio, SegmentedControl, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useFilters } from "@/shared/navigation/use-filters";
import { EmptyState } from "@/shared/ui/empty-state";
import { ExportButton } from "@/shared/ui/export-button";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { useNotify } from "@/shared/ui/use-notify";
import { boardQuery, readBoard, SCOPES, SHOWINGS, useChooseShowing, type Board, type Scope, type Showing } from "./api";
import classes from "./leaderboard.module.css";

const NONE = { scope: "organisation" };

export default function LeaderboardPage() {
  const { t } = useTranslation("leaderboards");
  const [filters, set] = useFilters(NONE);
  const scope = SCOPES.find((known) => known === filters.scope) ?? "organisation";
  const query = useQuery(boardQuery(scope));
  return (
    <Page
      title={t("title")}
      lede={t("lede")}
      actions={
        <Group>
          <SegmentedControl
            aria-label={t("scope.label")}
            value={scope}
            onChange={(next) => set({ scope: next as Scope })}
            data={SCOPES.map((value) => ({ value, label: t(`scope.${value}`) }))}
          />
          <ExportButton title={t("title")} read={(format) => readBoard(scope, format)} />
        </Group>
      }
    >
      <QueryState query={query}>
        {(board) => (
          <Stack gap="xl">
            <MyPlace board={board} />
            {board.top.length > 0 ? (
              <Top board={board} />
            ) : (
              <EmptyState small title={t("empty.title")} text={t("empty.text")} />
            )}
            <Appearance showing={board.me.showing} />
          </Stack>
        )}
      </QueryState>
    </Page>
  );
}

function MyPlace({ board }: { board: Board }) {
  const { t } = useTranslation("leaderboards");
  const format = useFormat();
  if (board.me.apart)
    return (
      <Alert color="kring" variant="light">
        {t("apart")}
      </Alert>
    );
  return (
    <Card bg="var(--kring-wash)" withBorder={false} padding="xl">
      <Group gap="xl">
        <div>
          <Text size="sm" c="dimmed">
            {t("myRank")}
          </Text>
          <Text fz="2.5rem" fw={700} lh={1.1}>
            {board.me.rank === null ? "–" : format.number(board.me.rank)}
            {board.me.rank !== null && board.people !== null && (
              <Text span c="dimmed" fw={400} ml="xs">
                {t("among", { count: board.people })}
              </Text>
            )}
          </Text>
        </div>
        <div>
          <Text size="sm" c="dimmed">
            {t("myPoints")}
          </Text>
          <Text fz="2.5rem" fw={700} lh={1.1}>
            {format.number(board.me.points)}
          </Text>
        </div>
        {board.me.rank === null && (
          <Text flex="1 1 14rem" style={{ textWrap: "balance" }}>
            {t("notYet")}
          </Text>
        )}
      </Group>
    </Card>
  );
}

function Top({ board }: { board: Board }) {
  const { t } = useTranslation("leaderboards");
  const format = useFormat();
  const most = board.top[0]?.points ?? 1;
  return (
    <ol className={classes.top} aria-label={t("top")}>
      {board.top.map((standing) => (
        <li key={`${standing.rank}-${standing.name}`} data-me={standing.me || undefined}>
          <span className={classes.rank}>{format.number(standing.rank)}</span>
          <span className={classes.name}>
            {standing.name}
            {standing.me && ` (${t("you")})`}
          </span>
          <span className={classes.bar} aria-hidden>
            <span style={{ width: `${Math.max(2, (standing.points / Math.max(1, most)) * 100)}%` }} />
          </span>
          <span className={classes.points}>
            {t("points", { count: standing.points, shown: format.number(standing.points) })}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Appearance({ showing }: { showing: Showing }) {
  const { t } = useTranslation("leaderboards");
  const notify = useNotify();
  const choose = useChooseShowing();
  return (
    <Card>
      <Radio.Group
        label={t("appear.label")}
        description={t("appear.text")}
        value={choose.isPending ? choose.variables : showing}
        onChange={(next) =>
          choose.mutate(next as Showing, { onSuccess: () => notify.done(t("appear.saved")), onError: notify.problem })
        }
      >
        <Stack gap="xs" mt="sm">
          {SHOWINGS.map((value) => (
            <Radio key={value} value={value} label={t(`appear.${value}`)} description={t(`appear.${value}Hint`)} />
          ))}
        </Stack>
      </Radio.Group>
    </Card>
  );
}
