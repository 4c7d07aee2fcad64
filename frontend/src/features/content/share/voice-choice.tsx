/** As myself, or for the brand: the second is locked with its reason until the speaking right is there. */
import { Card, List, Loader, Radio, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/shared/i18n/language";
import { useMe } from "@/shared/session/me";
import { Link } from "@/shared/ui/link";
import { rightQuery } from "../api";
import type { Network } from "../networks";

interface VoiceChoiceProps {
  network: Network;
  onBehalf: boolean;
  onChange: (onBehalf: boolean) => void;
}

export function VoiceChoice({ network, onBehalf, onChange }: VoiceChoiceProps) {
  const { t } = useTranslation("content");
  const { person } = useMe();
  const language = useLanguage();
  const right = useQuery({ ...rightQuery(person?.id ?? "", network, language), enabled: person !== undefined });
  const allowed = right.data?.allowed ?? false;
  const missing = right.data?.missing ?? [];
  return (
    <Radio.Group
      label={t("voice.label")}
      value={onBehalf && allowed ? "brand" : "myself"}
      onChange={(voice) => onChange(voice === "brand")}
    >
      <Stack gap="sm" mt="xs">
        <Radio value="myself" label={t("voice.myself")} description={t("voice.myselfHint")} />
        <Radio value="brand" disabled={!allowed} label={t("voice.brand")} description={t("voice.brandHint")} />
        {right.isPending && person && <Loader size="xs" aria-label={t("voice.asking")} />}
        {right.isError && (
          <Text size="sm" c="dimmed">
            {t("voice.away")}
          </Text>
        )}
        {missing.length > 0 && (
          <Card padding="sm" bg="var(--kring-sunken)">
            <Text size="sm" fw={650} mb={4}>
              {t("voice.missing")}
            </Text>
            <List size="sm">
              {missing.map((line) => (
                <List.Item key={line.code}>
                  {line.detail}{" "}
                  {line.fix.href.startsWith("/") && (
                    <Link to={line.fix.href} size="sm" fw={600}>
                      {line.fix.label}
                    </Link>
                  )}
                </List.Item>
              ))}
            </List>
          </Card>
        )}
      </Stack>
    </Radio.Group>
  );
}
