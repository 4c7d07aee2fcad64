/** One thing that I shared: how far it went, its text to copy, and whether it is posted. */
import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { IconCopy, IconExternalLink } from "@tabler/icons-react";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { CardTitle, LinkCard } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { useCopy } from "@/shared/ui/use-copy";
import { useMarkCopied, type Share } from "./api";
import { PostedDialog } from "./posted-dialog";
import { Reach } from "./reach";

export function ShareCard({ share, most }: { share: Share; most: number }) {
  const { t } = useTranslation("shares");
  const format = useFormat();
  const localized = useLocalized();
  const [asking, { open, close }] = useDisclosure(false);
  const network = t(`network.${share.network}`);
  return (
    <LinkCard aria-label={localized(share.title)}>
      <Group wrap="nowrap" gap="lg" align="flex-start">
        <Reach clicks={share.clicks} most={most} />
        <Stack gap="xs" flex={1} miw={0}>
          <CardTitle to={`/share/content/${share.content_id}`} order={2} size="h4">
            <Localized text={share.title} />
          </CardTitle>
          <Text size="sm" c="dimmed">
            {network} · {format.relativeDay(share.created_at)} · {share.on_behalf ? t("forTheBrand") : t("asMyself")} ·{" "}
            {t(`state.${share.state}`, { when: format.relativeDay(share.posted_at ?? share.created_at) })}
          </Text>
          <Text size="sm" lineClamp={3} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
            {share.final_text}
          </Text>
          <Copying share={share} />
          <Group gap="md">
            <Anchor href={share.hand_over.open_url} target="_blank" rel="noopener noreferrer" size="sm">
              {t("open", { network })} <IconExternalLink size={14} aria-hidden />
            </Anchor>
            {share.post_url && (
              <Anchor href={share.post_url} target="_blank" rel="noopener noreferrer" size="sm">
                {t("seePost")}
              </Anchor>
            )}
            {share.state !== "posted" && (
              <Anchor component="button" type="button" size="sm" onClick={open}>
                {t("markPosted")}
              </Anchor>
            )}
          </Group>
          {share.hand_over.kind === "paste" && (
            <Text size="xs" c="dimmed">
              {t("paste", { network })}
            </Text>
          )}
        </Stack>
      </Group>
      <PostedDialog share={share} opened={asking} onClose={close} />
    </LinkCard>
  );
}

function Copying({ share }: { share: Share }) {
  const { t } = useTranslation("shares");
  const words = useCopy();
  const link = useCopy();
  const { mutate: markCopied } = useMarkCopied();
  async function copyText() {
    if (await words.copy(share.hand_over.text)) markCopied(share.id);
  }
  return (
    <Group gap="xs">
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconCopy size={14} aria-hidden />}
        onClick={() => void copyText()}
      >
        {words.outcome === "copied" ? t("textCopied") : t("copyText")}
      </Button>
      <Button variant="subtle" size="compact-sm" onClick={() => void link.copy(share.short_url)}>
        {link.outcome === "copied" ? t("linkCopied") : t("copyLink")}
      </Button>
    </Group>
  );
}
