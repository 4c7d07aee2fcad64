/** It is ready: the text, the short link, and the network itself. */
import { Button, Card, CopyButton, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconCheck, IconCopy, IconExternalLink, IconShare2 } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { LinkButton } from "@/shared/ui/link";
import { Ripples } from "@/shared/ui/ripples";
import { useArrivalFocus } from "@/shared/ui/use-arrival-focus";
import { useMarkCopied, type Share } from "../api";
import { NETWORK_NAMES, type Network } from "../networks";
import { IsItPosted } from "./is-it-posted";
import { PasteText } from "./paste-text";

interface SharedProps {
  share: Share;
  onAgain: () => void;
}

/** Phones hand text and link to any app that is there. */
const hasShareSheet = () => "share" in navigator && window.matchMedia("(pointer: coarse)").matches;

export function Shared({ share, onAgain }: SharedProps) {
  const { t } = useTranslation("content");
  const heading = useArrivalFocus<HTMLHeadingElement>();
  const [opened, setOpened] = useState(false);
  const { mutate: markCopied } = useMarkCopied();
  const network = NETWORK_NAMES[share.network as Network];
  const handed = share.hand_over;

  async function openSheet() {
    try {
      await navigator.share({ text: handed.text });
    } catch {
      return; // a closed sheet records nothing
    }
    markCopied(share.id);
    setOpened(true);
  }

  return (
    <Card maw="36rem" mx="auto" padding="xl">
      <Stack align="center" ta="center" gap="md">
        <Ripples size={112} moving />
        <Title order={2} ref={heading} tabIndex={-1} style={{ outline: "none" }}>
          {t("shared.title")}
        </Title>
        <Text c="dimmed">{t(handed.kind === "paste" ? "shared.paste" : "shared.text", { network })}</Text>
        {handed.kind === "paste" ? (
          <PasteText
            share={share}
            network={network}
            onCopied={() => markCopied(share.id)}
            onOpened={() => setOpened(true)}
          />
        ) : (
          <Button
            component="a"
            href={handed.open_url}
            target="_blank"
            rel="noopener noreferrer"
            size="md"
            onClick={() => setOpened(true)}
            rightSection={<IconExternalLink size={18} aria-hidden />}
          >
            {t("shared.open", { network })}
          </Button>
        )}
        {hasShareSheet() && (
          <Button variant="default" leftSection={<IconShare2 size={16} aria-hidden />} onClick={() => void openSheet()}>
            {t("shared.sheet")}
          </Button>
        )}
        {opened && <IsItPosted share={share} />}
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
