/** The inbox of reviews: my turn, others' turn, done. */
import { Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { DueBadge } from "@/shared/ui/due-badge";
import { CardTitle, LinkCard } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { StateBadge } from "@/shared/ui/state-badge";
import { inbox, type Summary } from "../api";
import { guidelineOf, isOnShelf, shelfOf, SHELVES, toneOf } from "../rules";

export default function InboxPage() {
  const { t } = useTranslation("signoffs");
  return (
    <ResourceListPage
      narrow
      of={inbox}
      title={t("title")}
      lede={t("lede")}
      search={t("search")}
      filters={[
        {
          name: "show",
          label: t("shelf.label"),
          segments: true,
          initial: "mine",
          choices: SHELVES.map((value) => ({ value, label: t(`shelf.${value}`) })),
        },
      ]}
      only={(signoff, { show }) => isOnShelf(signoff, shelfOf(show))}
      empty={({ show, q }) => {
        const face = q ? "none" : (`empty.${shelfOf(show)}` as const);
        return { title: t(`${face}.title`), text: t(`${face}.text`) };
      }}
      rows={(found) => (
        <Stack gap="sm">
          {found.map((signoff) => (
            <SignoffCard key={signoff.id} signoff={signoff} />
          ))}
        </Stack>
      )}
    />
  );
}

function SignoffCard({ signoff }: { signoff: Summary }) {
  const { t } = useTranslation("signoffs");
  const format = useFormat();
  const subject = guidelineOf(signoff);
  const running = signoff.state === "running";
  return (
    <LinkCard>
      <Group justify="space-between" align="flex-start" gap="xs">
        <CardTitle to={`/reviews/signoffs/${signoff.id}`} order={2} size="h3">
          {subject ? <Localized text={subject.title} /> : signoff.template_name}
        </CardTitle>
        {running && signoff.my_turn ? (
          <StateBadge
            state="my-turn"
            label={t(signoff.overdue ? "turn.mineLate" : "turn.mine")}
            tone={signoff.overdue ? "trouble" : "waiting"}
          />
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
        {running && signoff.due_at && (
          <>
            {" "}
            <DueBadge at={signoff.due_at} overdue={signoff.overdue} />
          </>
        )}
        {!running &&
          signoff.my_decision &&
          ` · ${t("youSaid", { decision: t(`verdict.${signoff.my_decision}.done`) })}`}
      </Text>
    </LinkCard>
  );
}
