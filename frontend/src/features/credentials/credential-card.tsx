/** The answer at a glance (a closed ring or an open one) and the facts it rests on. */
import { Text, Title } from "@mantine/core";
import { IconCheck, IconClockExclamation, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { Facts } from "@/shared/ui/facts";
import { Link } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { QrCode } from "@/shared/ui/qr-code";
import { Ring } from "@/shared/ui/ring";
import { StateBadge } from "@/shared/ui/state-badge";
import type { Credential } from "./api";
import classes from "./verify.module.css";

function Verdict({ credential }: { credential: Credential }) {
  const { t } = useTranslation("credentials");
  if (credential.valid) {
    return (
      <Ring share={1} label={t("valid.title")} size={112} stroke={10} tone="good">
        <IconCheck size={52} stroke={2.4} />
      </Ring>
    );
  }
  const paused = credential.state === "suspended" || credential.state === "expired";
  return (
    <Ring share={0.72} label={t("invalid.title")} size={112} stroke={10} tone={paused ? "waiting" : "trouble"}>
      {paused ? <IconClockExclamation size={46} stroke={2} /> : <IconX size={52} stroke={2.4} />}
    </Ring>
  );
}

export function CredentialCard({ credential }: { credential: Credential }) {
  const { t } = useTranslation("credentials");
  const format = useFormat();
  const facts: [string, string][] = [
    [t("issuer"), credential.issuer.name],
    [t("issued"), format.date(credential.issued_at)],
    [t("until"), credential.valid_until ? format.date(credential.valid_until) : t("unlimited")],
    [t("number"), credential.id],
  ];
  return (
    <article className={classes.card}>
      <Verdict credential={credential} />
      <Title order={2} ta="center">
        {credential.valid ? t("valid.title") : t("invalid.title")}
      </Title>
      <Text c="dimmed" ta="center">
        {t(credential.valid ? "valid.text" : `invalid.${credential.state}`, { defaultValue: t("invalid.text") })}
      </Text>
      <div className={classes.holder}>
        <Text fz="xl" fw={700}>
          {credential.holder.name}
        </Text>
        <Text>
          <Localized text={credential.scheme.title} /> <span className={classes.code}>{credential.scheme.code}</span>
        </Text>
        <StateBadge state={credential.state} />
      </div>
      <Facts of={facts} className={classes.facts} />
      {credential.renewed_by && <Link to={`/verify/${credential.renewed_by}`}>{t("renewedBy")}</Link>}
      {credential.renews && <Link to={`/verify/${credential.renews}`}>{t("renews")}</Link>}
      <QrCode text={credential.verify_url} label={t("qr")} size={120} />
    </article>
  );
}
