/** The ring closes: what finishing this module earned and what it opened. */
import { Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import { IconCertificate, IconCheck, IconClock, IconStar } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { Link, LinkButton } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { Ring } from "@/shared/ui/ring";
import { myCertificatesQuery, type Enrolment, type Module, type TrackMap } from "../api";
import classes from "../modules.module.css";
import { certificatesFrom, openedBy } from "./outcome";

interface CompletionMomentProps {
  module: Module;
  enrolment: Enrolment | null;
  map: TrackMap | undefined;
  /** It happened just now, before the reader's eyes. */
  justNow: boolean;
  onReread?: () => void;
}

export function CompletionMoment({ module, enrolment, map, justNow, onReread }: CompletionMomentProps) {
  const { t } = useTranslation("modules");
  const format = useFormat();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!justNow) return;
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: "center" });
  }, [justNow]);

  const completedAt = enrolment?.completed_at;
  return (
    <Card component="section" aria-labelledby="done-title" className={classes.moment} padding="xl">
      <div className={classes.spread} data-new={justNow || undefined}>
        <Ring share={1} size={120} stroke={11} tone="good" label={t("mine.done")}>
          <IconCheck size={56} stroke={2.4} />
        </Ring>
      </div>
      <Title order={2} id="done-title" ref={heading} tabIndex={-1}>
        {t(justNow ? "done.title" : "done.titleEarlier")}
      </Title>
      <Text c="dimmed">
        {justNow
          ? t("done.text")
          : completedAt
            ? t("done.on", { date: format.date(completedAt) })
            : t("done.elsewhere")}
      </Text>
      <Earned module={module} enrolment={enrolment} />
      <Opened module={module} map={map} />
      <Group justify="center" mt="sm">
        {onReread && (
          <Button variant="default" onClick={onReread}>
            {t("done.reread")}
          </Button>
        )}
        <LinkButton to="/learn/transcript" variant="default">
          {t("done.transcript")}
        </LinkButton>
        {map && <LinkButton to={`/learn/tracks/${encodeURIComponent(map.code)}`}>{t("done.map")}</LinkButton>}
      </Group>
    </Card>
  );
}

function Earned({ module, enrolment }: { module: Module; enrolment: Enrolment | null }) {
  const { t } = useTranslation("modules");
  const format = useFormat();
  const l = useLocalized();
  const certificates = certificatesFrom(useQuery(myCertificatesQuery()).data?.items ?? [], enrolment);
  return (
    <>
      <ul className={classes.earned} aria-label={t("done.earned")}>
        {module.credits > 0 && (
          <li>
            <IconStar size={18} aria-hidden />
            {t("credits", { count: module.credits })}
          </li>
        )}
        <li>
          <IconClock size={18} aria-hidden />
          {format.minutes(module.minutes)}
        </li>
        {certificates.map((certificate) => (
          <li key={certificate.id}>
            <IconCertificate size={18} aria-hidden />
            {t("done.certificate", { title: l(certificate.scheme_title) })}
          </li>
        ))}
      </ul>
      {certificates.length > 0 && <LinkButton to="/learn/certificates">{t("done.certificateLook")}</LinkButton>}
    </>
  );
}

function Opened({ module, map }: { module: Module; map: TrackMap | undefined }) {
  const { t } = useTranslation("modules");
  const opened = openedBy(map, module.id);
  if (opened.length === 0) return null;
  return (
    <Stack gap={4} align="center">
      <Title order={3} mt="sm">
        {t("done.opened")}
      </Title>
      {opened.map((node) => (
        <Link key={node.id} to={`/learn/modules/${node.id}`}>
          {node.code} <Localized text={node.title} />
        </Link>
      ))}
    </Stack>
  );
}
