/** A network that takes no text from an address: the text is copied, the network opens, and the person pastes it there. */
import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { IconCopy, IconExternalLink } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useCopy } from "@/shared/ui/use-copy";
import type { Share } from "../api";

interface PasteTextProps {
  share: Share;
  network: string;
  onCopied: () => void;
  onOpened: () => void;
}

export function PasteText({ share, network, onCopied, onOpened }: PasteTextProps) {
  const { t } = useTranslation("content");
  const { outcome, copy } = useCopy();
  const text = useRef<HTMLTextAreaElement>(null);
  const handed = share.hand_over;

  async function take(quiet = false): Promise<boolean> {
    const there = await copy(handed.text, { quiet });
    if (there) onCopied();
    else if (!quiet) text.current?.select();
    return there;
  }

  // Asking for the link was a press, so most browsers let us copy at once.
  const first = useRef(true);
  useEffect(() => {
    if (first.current) void take(true);
    first.current = false;
  });

  /** Only with the text in the clipboard: who arrives there without it has nothing to paste. */
  async function copyAndOpen() {
    if (!(await take())) return;
    window.open(handed.open_url, "_blank", "noopener,noreferrer");
    onOpened();
  }

  return (
    <Stack gap="md" w="100%" ta="left">
      <Textarea
        ref={text}
        label={t("shared.yourText")}
        description={t("shared.pasteHint", { network })}
        value={handed.text}
        readOnly
        autosize
        minRows={4}
        maxRows={12}
      />
      <Text size="sm" role="status" fw={600} mih="1.4em">
        {outcome === "copied" && t("shared.textCopied", { network })}
        {outcome === "refused" && t("shared.copyRefused")}
      </Text>
      <Button size="md" onClick={() => void copyAndOpen()} rightSection={<IconExternalLink size={18} aria-hidden />}>
        {t("shared.copyAndOpen", { network })}
      </Button>
      <Group gap="sm">
        <Button variant="default" leftSection={<IconCopy size={16} aria-hidden />} onClick={() => void take()}>
          {t("shared.copyText")}
        </Button>
        <Button
          variant="subtle"
          component="a"
          href={handed.open_url}
          target="_blank"
          rel="noopener noreferrer"
          onClick={onOpened}
        >
          {t("shared.open", { network })}
        </Button>
        <Text size="sm" c="dimmed">
          {t("shared.pasteThere")}
        </Text>
      </Group>
    </Stack>
  );
}
