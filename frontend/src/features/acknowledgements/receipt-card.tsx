/** The receipt of an answer: which version, when, in which language, and the hash of exactly those words. */
import { Button, Card, Code, Group, Stack, Text, Title } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { asLanguage, LANGUAGE_NAMES } from "@/shared/i18n/language";
import { LinkButton } from "@/shared/ui/link";
import { Ring } from "@/shared/ui/ring";
import { useArrivalFocus } from "@/shared/ui/use-arrival-focus";
import type { Receipt } from "./api";

type Shown = Pick<Receipt, "accepted" | "version_number" | "content_hash" | "answered_at"> &
  Partial<Pick<Receipt, "language" | "comment">>;

interface ReceiptCardProps {
  receipt: Shown;
  /** Given just now, in place of the form. */
  justNow?: boolean;
  /** Absent where the answer cannot be changed any more. */
  onAgain?: () => void;
}

export function ReceiptCard({ receipt, justNow = false, onAgain }: ReceiptCardProps) {
  const { t } = useTranslation("acknowledgements");
  const format = useFormat();
  const heading = useArrivalFocus<HTMLHeadingElement>(justNow);
  const { accepted } = receipt;
  const language = asLanguage(receipt.language);
  return (
    <Card component="section" aria-live="polite">
      <Group wrap="nowrap" align="flex-start" gap="lg">
        <Ring
          share={accepted ? 1 : 0.35}
          size={64}
          stroke={6}
          tone={accepted ? "good" : "trouble"}
          label={t(accepted ? "receipt.yes" : "receipt.no")}
        >
          {accepted ? <IconCheck size={28} aria-hidden /> : <IconX size={28} aria-hidden />}
        </Ring>
        <Stack gap={4} style={{ minWidth: 0 }}>
          <Title order={2} size="h3" ref={heading} tabIndex={-1} style={{ outline: "none" }}>
            {t(accepted ? "receipt.yes" : "receipt.no")}
          </Title>
          <Text>
            {t("receipt.line", { number: receipt.version_number, when: format.dateTime(receipt.answered_at) })}
          </Text>
          {language && <Text size="sm">{t("receipt.language", { language: LANGUAGE_NAMES[language] })}</Text>}
          {receipt.comment && <Text size="sm">“{receipt.comment}”</Text>}
          <Text size="sm" c="dimmed" mt="xs">
            {t("receipt.hash")}
          </Text>
          <Code style={{ overflowWrap: "anywhere" }}>{receipt.content_hash}</Code>
          <Group mt="md">
            {accepted ? (
              <LinkButton to="/today">{t("receipt.today")}</LinkButton>
            ) : (
              onAgain && <Button onClick={onAgain}>{t("receipt.again")}</Button>
            )}
          </Group>
        </Stack>
      </Group>
    </Card>
  );
}
