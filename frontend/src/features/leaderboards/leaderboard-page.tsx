/** A month's standings: how I take part, the top, my own place and who stands beside me. */
import { Alert, Card, Group, Radio, SegmentedControl, Select, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLanguage } from "@/shared/i18n/language";
import { useFilters } from "@/shared/navigation/use-filters";
import { EmptyState } from "@/shared/ui/empty-state";
import { ExportButton } from "@/shared/ui/export-button";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { useNotify } from "@/shared/ui/use-notify";
import {
  boardQuery,
  monthsUntil,
  readBoard,
  SCOPES,
  SHOWINGS,
  useChooseShowing,
  type Board,
  type Scope,
  type Showing,
} from "./api";
import classes from "./leaderboard.module.css";

const monthName = (month: string, language: string) =>
  new Intl.DateTimeFormat(language, { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-01`),
  );

const NONE = { scope: "organisation", of: "" };

export default function LeaderboardPage() {
  const { t } = useTranslation("leaderboards");
  const language = useLanguage();
  const [filters, set] = useFilters(NONE);
  const scope = SCOPES.find((known) => known === filters.scope) ?? "organisation";
  const [months] = useState(() => monthsUntil(new Date()));
  const of = months.slice(1).find((known) => known === filters.of);
  const query = useQuery(boardQuery(scope, of));
  return (
    <Page
      title={t("title")}
      lede={t("lede")}
      actions={
        <Group>
          <Select
            aria-label={t("month")}
            w={180}
            allowDeselect={false}
            value={of ?? months[0]}
            onChange={(next) => set({ of: next && next !== months[0] ? next : "" })}
            data={months.map((value) => ({ value, label: monthName(value, language) }))}
          />
          <SegmentedControl
            aria-label={t("scope.label")}
            value={scope}
            onChange={(next) => set({ scope: next as Scope })}
            data={SCOPES.map((value) => ({ value, label: t(`scope.${value}`) }))}
          />
          <ExportButton title={t("title")} read={(file) => readBoard(scope, of, file)} />
        </Group>
      }
    >
      <QueryState query={query}>
        {(board) => (
          <Stack gap="xl">
            {/* Who takes no part chooses first: nobody stands there who did not. */}
            {board.me.showing === "hidden" && !board.me.apart ? (
              <Appearance showing={board.me.showing} />
            ) : (
              <MyPlace board={board} past={of !== undefined} />
            )}
            {board.top.length > 0 ? (
              <Standings label={t("top")} rows={board.top} />
            ) : (
              <EmptyState
                small
                title={t(board.people === null ? "small.title" : "empty.title")}
                text={t(board.people === null ? "small.text" : "empty.text")}
              />
            )}
            {board.around.length > 0 && !board.top.some((standing) => standing.me) && (
              <section>
                <Title order={2} size="h3" mb="md">
                  {t("around")}
                </Title>
                <Standings label={t("around")} rows={board.around} most={board.top[0]?.points} />
              </section>
            )}
            {(board.me.showing !== "hidden" || board.me.apart) && <Appearance showing={board.me.showing} />}
          </Stack>
        )}
      </QueryState>
    </Page>
  );
}

function MyPlace({ board, past }: { board: Board; past: boolean }) {
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
        {/* While fewer than five take part nobody has a place. */}
        {board.people !== null && (
          <div>
            <Text size="sm" c="dimmed">
              {t("myRank")}
            </Text>
            <Text fz="2.5rem" fw={700} lh={1.1}>
              {board.me.rank === null ? "–" : format.number(board.me.rank)}
              {board.me.rank !== null && (
                <Text span c="dimmed" fw={400} ml="xs">
                  {t("among", { count: board.people })}
                </Text>
              )}
            </Text>
          </div>
        )}
        <div>
          <Text size="sm" c="dimmed">
            {t(past ? "myPointsThen" : "myPoints")}
          </Text>
          <Text fz="2.5rem" fw={700} lh={1.1}>
            {format.number(board.me.points)}
          </Text>
        </div>
        {board.me.points === 0 && !past && (
          <Text flex="1 1 14rem" style={{ textWrap: "balance" }}>
            {t("notYet")}
          </Text>
        )}
      </Group>
    </Card>
  );
}

interface StandingsProps {
  label: string;
  rows: Board["top"];
  /** What the longest bar stands for. */
  most?: number | undefined;
}

function Standings({ label, rows, most = rows[0]?.points ?? 1 }: StandingsProps) {
  const { t } = useTranslation("leaderboards");
  const format = useFormat();
  return (
    <ol className={classes.top} aria-label={label}>
      {rows.map((standing, index) => (
        <li key={`${index}-${standing.name}`} data-me={standing.me || undefined}>
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

  function show(next: Showing, before?: Showing) {
    choose.mutate(next, {
      onSuccess: () => notify.done(t("appear.saved"), before && (() => show(before))),
      onError: notify.problem,
    });
  }

  return (
    <Card>
      <Radio.Group
        label={t("appear.label")}
        description={t("appear.text")}
        value={choose.isPending ? choose.variables : showing}
        inputWrapperOrder={["label", "description", "input"]}
        onChange={(next) => show(next as Showing, showing)}
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
