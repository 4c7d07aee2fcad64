/** One sign-off: whose turn it is, what changed, deciding, and what was decided. */
import { Alert, Code, Stack, Text, Title } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { diffQuery } from "@/shared/clauses/diff-query";
import { SinceRound } from "@/shared/clauses/since-round";
import { VersionDiff } from "@/shared/clauses/version-diff";
import { useFormat } from "@/shared/format/use-format";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { useMe } from "@/shared/session/me";
import { LinkButton } from "@/shared/ui/link";
import { Page } from "@/shared/ui/page";
import { PersonName } from "@/shared/ui/person-name";
import { QueryState } from "@/shared/ui/query-state";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { StateBadge } from "@/shared/ui/state-badge";
import { signoffQuery, type Signoff } from "../api";
import { DecideCard } from "./decide-card";
import { guidelineOf, toneOf } from "../rules";
import classes from "./signoff.module.css";
import { StageList } from "./stage-list";
import { DecisionList } from "./decision-list";

export default function SignoffPage() {
  const { t } = useTranslation("signoffs");
  const query = useQuery(signoffQuery(useRouteParam("id")));
  const signoff = query.data;
  const subject = signoff && guidelineOf(signoff);
  return (
    <Page
      title={subject ? subject.title : (signoff?.template_name ?? t("one"))}
      lede={signoff && <Submitted signoff={signoff} />}
      mark={
        signoff && <StateBadge state={signoff.state} label={t(`state.${signoff.state}`)} tone={toneOf(signoff.state)} />
      }
      crumbs={[{ label: t("title"), to: "/reviews" }]}
    >
      <QueryState query={query} skeleton={<TextSkeleton lines={10} />}>
        {(known) => (
          <div className={classes.page}>
            <aside className={classes.aside}>
              <StageList signoff={known} />
            </aside>
            <Stack gap="xl" className={classes.main}>
              {/* What stands there now is not what a voided round was about. */}
              {known.state === "voided" ? <Voided signoff={known} /> : <Changes signoff={known} />}
              <SincePrevious signoff={known} />
              <DecideCard signoff={known} />
              <DecisionList decisions={known.decisions} />
              <Hash id={known.id} hash={known.content_hash} />
            </Stack>
          </div>
        )}
      </QueryState>
    </Page>
  );
}

function Submitted({ signoff }: { signoff: Signoff }) {
  const { t } = useTranslation("signoffs");
  const format = useFormat();
  const subject = guidelineOf(signoff);
  return (
    <>
      {subject && `${t("version", { number: subject.number })} · `}
      {t("submitted", { when: format.date(signoff.submitted_at) })} <PersonName id={signoff.submitted_by} />
    </>
  );
}

function Changes({ signoff }: { signoff: Signoff }) {
  const { t } = useTranslation("signoffs");
  const subject = guidelineOf(signoff);
  const from = signoff.diff?.from ?? 0;
  const query = useQuery({
    ...diffQuery(subject?.code ?? "", from, subject?.number ?? 0, signoff.content_hash),
    enabled: subject !== null,
  });
  if (!subject) return null;
  return (
    <section>
      <Title order={2} size="h3" mb="md">
        {from > 0 ? t("changes.since", { number: from }) : t("changes.first")}
      </Title>
      <QueryState query={query} skeleton={<TextSkeleton lines={6} />}>
        {(diff) => <VersionDiff diff={diff} />}
      </QueryState>
    </section>
  );
}

/** What the authors did with what the round before said; of what has ended, the text may be another by now. */
function SincePrevious({ signoff }: { signoff: Signoff }) {
  const { t } = useTranslation("signoffs");
  const format = useFormat();
  const subject = guidelineOf(signoff);
  const before = signoff.previous;
  if (!before || !subject) return null;
  const standing = signoff.state === "running" || signoff.state === "approved";
  return (
    <Stack gap="md">
      <Alert variant="light" icon={<IconInfoCircle aria-hidden />} title={t("previous.title")}>
        <Text mb="sm">
          {t("previous.text", { when: format.date(before.submitted_at), state: t(`state.${before.state}`) })}{" "}
          {before.same_content && t("previous.same")}
        </Text>
        <LinkButton variant="default" to={`/reviews/signoffs/${before.id}`}>
          {t("previous.action")}
        </LinkButton>
      </Alert>
      {standing && !before.same_content && (
        <SinceRound
          heading={t("previous.since")}
          guideline={subject.guidelineId}
          number={subject.number}
          round={before.id}
        />
      )}
    </Stack>
  );
}

function Voided({ signoff }: { signoff: Signoff }) {
  const { t } = useTranslation("signoffs");
  const { may } = useMe();
  const subject = guidelineOf(signoff);
  return (
    <Alert variant="light" color="yellow" icon={<IconInfoCircle aria-hidden />} title={t("voided.title")}>
      <Text>{t("voided.text")}</Text>
      {subject && may("governance:guidelines.read-drafts") && (
        <LinkButton mt="sm" variant="default" to={`/manage/guidelines/${subject.guidelineId}`}>
          {t("voided.action")}
        </LinkButton>
      )}
    </Alert>
  );
}

function Hash({ id, hash }: { id: string; hash: string }) {
  const { t } = useTranslation("signoffs");
  return (
    <div>
      <Text size="sm" c="dimmed">
        {t("hash")}
      </Text>
      <Code className={classes.hash}>{hash}</Code>
      <LinkButton mt="sm" variant="default" to={`/reviews/signoffs/${id}/record`}>
        {t("record.open")}
      </LinkButton>
    </div>
  );
}
