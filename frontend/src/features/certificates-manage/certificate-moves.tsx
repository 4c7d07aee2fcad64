/** What may be done with one certificate now, each with its reason. */
import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/shared/api/problem";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { useTell } from "@/shared/ui/use-tell";
import { useMoveCertificate, type Certificate, type Move } from "./api";
import { movesFrom } from "./moves";

interface CertificateMovesProps {
  certificate: Certificate;
  /** Nobody gives her own certificate back. */
  mine: boolean;
}

export function CertificateMoves({ certificate, mine }: CertificateMovesProps) {
  const { t } = useTranslation("certificates-manage");
  const tell = useTell();
  const change = useMoveCertificate(certificate);
  const moves = movesFrom(certificate.state).filter((move) => !(mine && move === "reinstate"));
  const name = certificate.person_name;

  async function go(move: Move, reason: string) {
    try {
      await change.mutateAsync({ move, reason });
      tell.done(t(`${move}.done`, { name }));
    } catch (error) {
      if (isProblem(error, "OwnCertificate")) tell.done(t("own"));
      else tell.problem(error);
      throw error;
    }
  }

  if (mine && certificate.state === "suspended") {
    return (
      <Text size="sm" c="dimmed" maw="14rem">
        {t("own")}
      </Text>
    );
  }
  if (moves.length === 0) return "–";
  return (
    <Group gap="xs" wrap="nowrap">
      {moves.map((move) => (
        <ConfirmButton
          key={move}
          size="sm"
          variant={move === "revoke" ? "subtle" : "default"}
          title={t(`${move}.title`, { name })}
          text={t(`${move}.text`)}
          confirm={t(`${move}.action`)}
          reasonLabel={t("reason")}
          danger={move !== "reinstate"}
          onConfirm={(reason) => go(move, reason)}
        >
          {t(`${move}.action`)}
        </ConfirmButton>
      ))}
    </Group>
  );
}
