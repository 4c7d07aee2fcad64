/** What somebody was asked to acknowledge, whether they may speak for the brand, and what they show of themselves. */
import { Card, Group, List, Text, Title } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLanguage } from "@/shared/i18n/language";
import { NETWORK_NAMES, type Network } from "@/shared/networks/names";
import { DueBadge } from "@/shared/ui/due-badge";
import { Link } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { Named } from "@/shared/ui/named";
import { QueryState } from "@/shared/ui/query-state";
import { Ring } from "@/shared/ui/ring";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { StateBadge } from "@/shared/ui/state-badge";
import { ambassadorQuery, isHidden, rightQuery, useAsks, useBadges, type Ask, type Right } from "./api";
import { Section } from "./section";

export function Acknowledgements({ id }: { id: string }) {
  const { t } = useTranslation("person");
  const format = useFormat();
  return (
    <Section
      title={t("asks.title")}
      none={t("asks.none")}
      list={useAsks(id)}
      columns={[
        {
          key: "what",
          header: t("column.guideline"),
          name: true,
          cell: (ask) => (
            <Named below={t("version", { number: ask.version_number })}>
              <Link to={`/guidelines/${ask.guideline.code}`}>
                <Localized text={ask.guideline.title} />
              </Link>
            </Named>
          ),
        },
        {
          key: "state",
          header: t("column.state"),
          tight: true,
          cell: (ask) => <StateBadge state={toneOf(ask)} label={t(`ask.${wordOf(ask)}`)} />,
        },
        {
          key: "when",
          header: t("column.when"),
          tight: true,
          cell: (ask) =>
            ask.state === "open" ? (
              <DueBadge at={ask.due_at} overdue={ask.overdue} />
            ) : (
              format.date(ask.answered_at ?? ask.asked_at)
            ),
        },
      ]}
    />
  );
}

const toneOf = (ask: Ask): string => (ask.overdue ? "overdue" : ask.state === "answered" ? "done" : ask.state);

/** What was answered is said only to whom the service tells it. */
export function wordOf(ask: Ask): "open" | "overdue" | "answered" | "accepted" | "declined" | "superseded" {
  if (ask.state !== "answered") return ask.overdue ? "overdue" : ask.state;
  if (ask.accepted === null) return "answered";
  return ask.accepted ? "accepted" : "declined";
}

export function SpeakingRight({ id }: { id: string }) {
  const { t } = useTranslation("person");
  const format = useFormat();
  const query = useQuery(rightQuery(id, useLanguage()));
  if (query.data === undefined && isHidden(query.error)) return null;
  return (
    <Card component="section" aria-labelledby="person-right">
      <Title order={2} size="h3" mb="sm" id="person-right">
        {t("right.title")}
      </Title>
      <QueryState query={query} skeleton={<TextSkeleton lines={2} />}>
        {(right) => (
          <>
            <Group gap="sm" wrap="nowrap">
              <Ring
                size={36}
                stroke={5}
                share={right.allowed ? 1 : 0.6}
                tone={right.allowed ? "good" : "waiting"}
                label={t(right.allowed ? "right.may" : "right.mayNot")}
              />
              <Text>{t(right.allowed ? "right.may" : "right.mayNot")}</Text>
            </Group>
            {right.since && (
              <Text size="sm" c="dimmed" mt="xs">
                {t("right.since", { when: format.date(right.since) })}
              </Text>
            )}
            <List spacing={4} mt="sm" center>
              {right.because.map((ground) => (
                <List.Item key={ground.code} icon={<IconCheck size={18} color="var(--tone-good-fg)" aria-hidden />}>
                  {ground.detail}
                </List.Item>
              ))}
              {right.missing.map((ground) => (
                <List.Item key={ground.code} icon={<IconX size={18} color="var(--tone-waiting-fg)" aria-hidden />}>
                  {ground.detail}
                </List.Item>
              ))}
            </List>
            {right.suspension && <Suspended suspension={right.suspension} />}
            <Networks of={right.networks} />
            {right.moves.length > 0 && (
              <Text mt="sm">
                <Link to="/manage/speaking-rights" search={{ person: id }}>
                  {t("right.manage")}
                </Link>
              </Text>
            )}
          </>
        )}
      </QueryState>
    </Card>
  );
}

/** The reason only where the service tells it. */
function Suspended({ suspension }: { suspension: NonNullable<Right["suspension"]> }) {
  const { t } = useTranslation("person");
  const format = useFormat();
  return (
    <Text mt="sm">
      {suspension.until
        ? t("right.suspendedUntil", { when: format.date(suspension.until) })
        : t("right.suspended", { when: format.date(suspension.suspended_at) })}{" "}
      {suspension.reason}
    </Text>
  );
}

/** Where a rule of its own holds, and so the answer may be another one. */
function Networks({ of: networks }: { of: Right["networks"] }) {
  const { t } = useTranslation("person");
  const names = Object.keys(networks).sort();
  if (names.length === 0) return null;
  return (
    <Group gap="xs" mt="sm">
      {names.map((network) => (
        <StateBadge
          key={network}
          state={network}
          tone={networks[network] ? "good" : "neutral"}
          label={t(networks[network] ? "right.on" : "right.notOn", {
            network: NETWORK_NAMES[network as Network] ?? network,
          })}
        />
      ))}
    </Group>
  );
}

/** Only what they show; nothing at all where they show nothing. */
export function ShownByThemselves({ id }: { id: string }) {
  const { t } = useTranslation(["person", "shared"]);
  const format = useFormat();
  const ambassador = useQuery(ambassadorQuery(id)).data;
  const badges = useBadges(id);
  const shown = badges.data ?? [];
  if (!ambassador && shown.length === 0) return null;
  return (
    <Card component="section" aria-labelledby="person-shown">
      <Title order={2} size="h3" mb="sm" id="person-shown">
        {t("shown.title")}
      </Title>
      {ambassador && (
        <Group gap="xs" mb="xs">
          <Text>{t("shown.ambassador")}</Text>
          <StateBadge state={ambassador.state} />
        </Group>
      )}
      {shown.length > 0 && (
        <List spacing={4}>
          {shown.map((award) => (
            <List.Item key={award.id}>
              <Localized text={award.title} /> · {format.date(award.awarded_at)}
            </List.Item>
          ))}
        </List>
      )}
    </Card>
  );
}
