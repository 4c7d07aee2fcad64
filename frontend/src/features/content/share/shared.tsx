/** It is ready: the short link, and the network itself. */
import { Button, Card, CopyButton, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconCheck, IconCopy, IconExternalLink } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { components } from "@/shared/api/generated/advocacy";
import { LinkButton } from "@/shared/ui/link";
import { Ripples } from "@/shared/ui/ripples";
import { useArrivalFocus } from "@/shared/ui/use-arrival-focus";
import { NETWORK_NAMES, type Network } from "../networks";

interface SharedProps {
  share: components["schemas"]["ShareOut"];
  onAgain: () => void;
}

export function Shared({ share, onAgain }: SharedProps) {
  const { t } = useTranslation("content");
  const heading = useArrivalFocus<HTMLHeadingElement>();
  const network = NETWORK_NAMES[share.network as Network];
  return (
    <Card maw="36rem" mx="auto" padding="xl">
      <Stack align="center" ta="center" gap="md">
        <Ripples size={112} moving />
        <Title order={2} ref={heading} tabIndex={-1} style={{ outline: "none" }}>
          {t("shared.title")}
        </Title>
        <Text c="dimmed">{t("shared.text", { network })}</Text>
        <Button
          component="a"
          href={share.intent_url}
          target="_blank"
          rel="noopener noreferrer"
          size="md"
          rightSection={<IconExternalLink size={18} aria-hidden />}
        >
          {t("shared.open", { network })}
        </Button>
        <Group wrap="nowrap" w="100%" align="flex-end">
          <TextInput label={t("shared.link")} value={share.short_url} readOnly flex={1} ta="left" />
          <CopyButton value={share.short_url}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                onClick={copy}
                leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              >
                {copied ? t("shared.copied") : t("shared.copy")}
              </Button>
            )}
          </CopyButton>
        </Group>
        <Group justify="center">
          <Button variant="subtle" onClick={onAgain}>
            {t("shared.another")}
          </Button>
          <LinkButton to="/share/links" variant="subtle">
            {t("myLinks")}
          </LinkButton>
        </Group>
      </Stack>
    </Card>
  );
}
