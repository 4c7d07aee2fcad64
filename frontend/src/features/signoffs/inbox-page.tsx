/** The inbox of reviews: my turn, others' turn, done. */
import { Group, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { usePages } from "@/shared/api/use-pages";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { useFilters } from "@/shared/navigation/use-filters";
import { EmptyState } from "@/shared/ui/empty-state";
import { LinkCard } from "@/shared/ui/link";
import { LoadMore } from "@/shared/ui/load-more";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { StateBadge } from "@/shared/ui/state-badge";
import { listMyTurns, listSignoffs, type Summary } from "./api";
import { guidelineOf, toneOf } from "./rules";

const SHELVES = ["mine", "others", "done"] as const;
type Shelf = (typeof SHELVES)[number];
const FIRST = { show: "mine" };

function belongs(signoff: Summary, shelf: Shelf): boolean {
  if (shelf === "done") return signoff.state !== "running";
  return signoff.state === "running" && signoff.my_turn === (shelf === "mine");
}

export default function InboxPage() {
  const { t } = useTranslation("signoffs");
  const [filters, set] = useFilters(FIRST);
  const shelf = SHELVES.find((each) => each === filters.show) ?? "mine";
  const list = usePages(["governance", "signoffs", "list", shelf], (cursor) =>
    shelf === "mine" ? listMyTurns(cursor) : listSignoffs(shelf === "others", cursor),
  );
  return (
    <Page narrow title={t("title")} lede={t("lede")}>
      <SegmentedControl
        mb="lg"
        aria-label={t("shelf.label")}
        value={shelf}
        onChange={(show) => set({ show })}
        data={SHELVES.map((each) => ({ value: each, label: t(`shelf.${each}`) }))}
      />
      <QueryState
        query={list}
        empty={{
          when: (found) => !list.hasNextPage && !found.some((each) => belongs(each, shelf)),
          show: <EmptyState title={t(`empty.${shelf}.title`)} text={t(`empty.${shelf}.text`)} />,
        }}
      >
        {(found) => {
          const shown = found.filter((each) => belongs(each, shelf));
          return (
            <>
              <Stack gap="sm">
                {shown.map((signoff) => (
                  <SignoffCard key={signoff.id} signoff={signoff} />
                ))}
              </Stack>
              <LoadMore more={list.more} shown={shown.length} />
            </>
          );
        }}
      </QueryState>
    </Page>
  );
}

function SignoffCard({ signoff }: { signoff: Summary }) {
  const { t } = useTranslation("signoffs");
  const format = useFormat();
  const localized = useLocalized();
  const subject = guidelineOf(signoff);
  const running = signoff.state === "running";
  return (
    <LinkCard to={`/reviews/signoffs/${signoff.id}`}>
      <Group justify="space-between" align="flex-start" gap="xs">
        <Title order={2} size="h3">
          {subject ? localized(subject.title) : signoff.template_name}
        </Title>
        {running && signoff.my_turn ? (
          <StateBadge state="my-turn" label={t(signoff.overdue ? "turn.mineLate" : "turn.mine")} tone={signoff.overdue ? "trouble" : "waiting"} />
        ) : (
          <StateBadge state={signoff.state} label={t(`state.${signoff.state}`)} tone={toneOf(signoff.state)} />
        )}
      </Group>
      <Text size="sm" c="dimmed" mt={4}>
        {subject && `${t("version", { number: subject.number })} · `}
        {signoff.template_name}
      </Text>
      <Text mt="xs">
        {running
          ? t("stageOf", { stage: signoff.stage + 1, total: signoff.stages_total, name: signoff.stage_name })
          : t("closedOn", { when: format.date(signoff.closed_at ?? signoff.submitted_at) })}
        {running && signoff.due_at && ` · ${t(signoff.overdue ? "late" : "due", { when: format.relativeDay(signoff.due_at) })}`}
        {!running && signoff.my_decision && ` · ${t("youSaid", { decision: t(`verdict.${signoff.my_decision}.done`) })}`}
      </Text>
    </LinkCard>
  );
}
