/** One certificate of mine: how long it holds as a ring, and the ways to show it to others. */
import { Button, Group, Text, VisuallyHidden } from "@mantine/core";
import { IconBrandLinkedin, IconCertificate, IconClockExclamation, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { Facts } from "@/shared/ui/facts";
import { CardTitle, LinkButton, LinkCard } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { QrCode } from "@/shared/ui/qr-code";
import { Ring } from "@/shared/ui/ring";
import { StateBadge } from "@/shared/ui/state-badge";
import { credentialQuery, type Certificate } from "./api";
import classes from "./certificates.module.css";
import { linkedInAddress } from "./linkedin";
import { isRenewable, shareLeft } from "./validity";

function ValidityRing({ certificate, now }: { certificate: Certificate; now: Date }) {
  const { t } = useTranslation("certificates");
  const format = useFormat();
  const share = shareLeft(certificate, now);
  const ended = certificate.state === "revoked" || certificate.state === "expired";
  const soon = certificate.state === "suspended" || isRenewable(certificate, now);
  const Icon = ended ? IconX : soon ? IconClockExclamation : IconCertificate;
  const label = ended
    ? t("ring.ended")
    : certificate.valid_until === null
      ? t("ring.unlimited")
      : t("ring.left", { share: format.percent(share) });
  return (
    <Ring share={share} size={92} tone={ended ? "trouble" : soon ? "waiting" : "good"} label={label}>
      <Icon size={36} stroke={1.8} />
    </Ring>
  );
}

export function CertificateCard({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation("certificates");
  const format = useFormat();
  const l = useLocalized();
  const now = new Date();
  const holds = certificate.state === "valid";
  const why = certificate.state_code ? t(`code.${certificate.state_code}`) : certificate.state_reason;
  const verifyPath = `/verify/${certificate.id}`;
  const facts: [string, string][] = [
    [t("issued"), format.date(certificate.issued_at)],
    [t("until"), certificate.valid_until ? format.date(certificate.valid_until) : t("unlimited")],
  ];
  return (
    <LinkCard className={classes.card} aria-label={l(certificate.scheme_title)}>
      <ValidityRing certificate={certificate} now={now} />
      <div>
        <Group gap="sm">
          <CardTitle to={verifyPath} className={classes.title}>
            <Localized text={certificate.scheme_title} />
          </CardTitle>
          <StateBadge state={certificate.state} />
        </Group>
        {certificate.state !== "valid" && <Text mt={4}>{t(`because.${certificate.state}`)}</Text>}
        {why && (
          <Text c="dimmed" mt={2}>
            {why}
          </Text>
        )}
        {isRenewable(certificate, now) && <Text mt={4}>{t("renewNow")}</Text>}
        <Facts of={facts} className={classes.facts} />
        <Group mt="md" gap="sm">
          <LinkButton to={verifyPath} variant="light">
            {t("verify")}
          </LinkButton>
          {holds && <AddToLinkedIn certificate={certificate} />}
        </Group>
      </div>
      {holds && (
        <div className={classes.code}>
          <QrCode
            text={`${location.origin}${verifyPath}`}
            label={t("qr", { title: l(certificate.scheme_title) })}
            size={132}
          />
          <Text size="sm" c="dimmed">
            {t("scan")}
          </Text>
        </div>
      )}
    </LinkCard>
  );
}

function AddToLinkedIn({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation("certificates");
  const l = useLocalized();
  const credential = useQuery(credentialQuery(certificate.id)).data;
  if (!credential) return null;
  const href = linkedInAddress({
    name: l(certificate.scheme_title),
    organisation: credential.issuer.name,
    issuedAt: certificate.issued_at,
    validUntil: certificate.valid_until,
    verifyUrl: credential.verify_url,
    id: certificate.id,
  });
  return (
    <Button
      component="a"
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      variant="default"
      leftSection={<IconBrandLinkedin size={18} aria-hidden />}
    >
      {t("linkedIn")}
      <VisuallyHidden> ({t("newWindow")})</VisuallyHidden>
    </Button>
  );
}
