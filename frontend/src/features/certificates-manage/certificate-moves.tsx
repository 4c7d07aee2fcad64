/** What may be done with one certificate now, each with its reason. */
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/shared/api/problem";
import { MoveButtons } from "@/shared/ui/move-buttons";
import { certificates, type Certificate } from "./api";

interface CertificateMovesProps {
  certificate: Certificate;
  /** Nobody gives their own certificate back. */
  mine: boolean;
}

export function CertificateMoves({ certificate, mine }: CertificateMovesProps) {
  const { t } = useTranslation("certificates-manage");
  const name = certificate.person_name;
  const own = (
    <Text size="sm" c="dimmed" maw="14rem">
      {t("own")}
    </Text>
  );
  if (mine && certificate.state === "suspended") return own;
  const words = (move: "suspend" | "reinstate" | "revoke") => ({
    label: t(`${move}.action`),
    done: t(`${move}.done`, { name }),
    title: t(`${move}.title`, { name }),
    ask: t(`${move}.text`),
    reason: t("reason"),
    variant: move === "revoke" ? ("subtle" as const) : ("default" as const),
    danger: move !== "reinstate",
  });
  return (
    <MoveButtons
      of={certificates}
      thing={certificate}
      size="sm"
      none="–"
      explain={(refused) => (isProblem(refused, "SecondPersonNeeded") ? own : undefined)}
      words={{ suspend: words("suspend"), reinstate: words("reinstate"), revoke: words("revoke") }}
    />
  );
}
