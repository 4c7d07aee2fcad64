/** One track: how far I am, the next step, and the way there as a map or a list. */
import { Card, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { has, useLocalized } from "@/shared/i18n/localized";
import { useFilters } from "@/shared/navigation/use-filters";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { Picture } from "@/shared/pictures/picture";
import pictureClasses from "@/shared/pictures/picture.module.css";
import { EmptyState } from "@/shared/ui/empty-state";
import { LinkButton } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { Ring } from "@/shared/ui/ring";
import { ListSkeleton } from "@/shared/ui/skeletons";
import { StateBadge } from "@/shared/ui/state-badge";
import { WhoHasIt } from "@/shared/ui/who-has-it";
import { trackWithMapQuery, type TrackMap } from "./api";
import { LevelList } from "./level-list";
import { LevelMap } from "./level-map";
import { StateMark } from "./state-mark";
import classes from "./tracks.module.css";
import { wayOn, type Way } from "./way";

const WHOLE_PAGE = "(max-width: 75em) 100vw, 70rem";
const VIEW = { view: "" };
const STATES = ["done", "in-progress", "open", "locked"] as const;

export default function TrackPage() {
  const { t } = useTranslation("tracks");
  const query = useQuery(trackWithMapQuery(useRouteParam("code")));
  const track = query.data?.track;
  return (
    <Page
      title={track ? track.title : t("title")}
      lede={track && (has(track.description) ? <Localized text={track.description} /> : t(`phase.${track.phase}`))}
      mark={track && track.state !== "published" ? <StateBadge state={track.state} /> : undefined}
      crumbs={[{ label: t("learn"), to: "/learn" }]}
      actions={track && <WhoHasIt to={`/team/tracks/${track.id}`} />}
    >
      <QueryState
        query={query}
        skeleton={<ListSkeleton />}
        empty={{
          when: ({ map }) => map.nodes.length === 0,
          show: (
            <EmptyState
              title={t("empty.title")}
              text={t("empty.text")}
              first={{ to: "/learn", label: t("empty.action") }}
            />
          ),
        }}
      >
        {({ map }) => (
          <Stack gap="lg">
            <Picture picture={track?.picture} eager className={pictureClasses.page} sizes={WHOLE_PAGE} />
            <TheWay map={map} />
          </Stack>
        )}
      </QueryState>
    </Page>
  );
}

function TheWay({ map }: { map: TrackMap }) {
  const { t } = useTranslation("tracks");
  const [{ view }, set] = useFilters(VIEW);
  const narrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const shown = view === "map" || view === "list" ? view : narrow ? "list" : "map";
  const way = wayOn(map);
  return (
    <Stack gap="lg">
      <WayCard way={way} />
      <SegmentedControl
        value={shown}
        onChange={(value) => set({ view: value })}
        data={[
          { value: "map", label: t("view.map") },
          { value: "list", label: t("view.list") },
        ]}
        aria-label={t("view.label")}
        style={{ alignSelf: "flex-start" }}
      />
      {shown === "list" ? (
        <LevelList map={map} nextId={way.next?.id} />
      ) : (
        <div>
          <LevelMap map={map} nextId={way.next?.id} />
          <Legend />
        </div>
      )}
    </Stack>
  );
}

function WayCard({ way }: { way: Way }) {
  const { t } = useTranslation("tracks");
  const format = useFormat();
  const l = useLocalized();
  const complete = way.total > 0 && way.done === way.total;
  const nextKey = way.next?.state === "in-progress" ? "goOn" : "begin";
  return (
    <Card>
      <Group gap="lg" wrap="nowrap" align="center">
        <Ring
          share={way.total === 0 ? 0 : way.done / way.total}
          size={92}
          tone={complete ? "good" : "strong"}
          label={t("doneOf", { done: way.done, total: way.total })}
        >
          {format.number(way.done)}/{format.number(way.total)}
        </Ring>
        <div>
          <Text fw={650} fz="lg">
            {t(complete ? "complete" : "doneOf", { done: way.done, total: way.total })}
          </Text>
          {!complete && <Text c="dimmed">{t("left", { minutes: format.minutes(way.minutesLeft) })}</Text>}
          {way.next && (
            <LinkButton
              to={`/learn/modules/${way.next.id}`}
              mt="sm"
              styles={{
                root: { height: "auto", paddingBlock: 8 },
                label: { whiteSpace: "normal", textAlign: "start" },
              }}
            >
              {t(nextKey, { title: `${way.next.code} ${l(way.next.title)}` })}
            </LinkButton>
          )}
        </div>
      </Group>
    </Card>
  );
}

function Legend() {
  const { t } = useTranslation("tracks");
  return (
    <ul className={classes.legend} aria-label={t("legend.label")}>
      {STATES.map((state) => (
        <li key={state}>
          <StateMark state={state} />
          {t(`state.${state}`)}
        </li>
      ))}
      {(["all", "any", "level"] as const).map((kind) => (
        <li key={kind}>
          <svg width="40" height="8" viewBox="0 0 40 8" aria-hidden focusable="false">
            <path className={classes.line} d="M1 4H39" data-kind={kind} />
          </svg>
          {t(`legend.${kind}`)}
        </li>
      ))}
    </ul>
  );
}
