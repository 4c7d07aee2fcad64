/** One piece of a module's content, by its kind: read here, or opened where it lives. */
import { Button, Group, Text, Title, VisuallyHidden } from "@mantine/core";
import { IconExternalLink, IconFileText, IconGavel, IconLink, IconPlayerPlay, IconTextSize } from "@tabler/icons-react";
import type { Ref } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useGuidelineName } from "@/shared/guidelines/names";
import { useLocalized } from "@/shared/i18n/localized";
import { LinkButton } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { RichText } from "@/shared/ui/rich-text";
import type { ContentItem } from "../api";
import classes from "../modules.module.css";

const ICONS = {
  text: IconTextSize,
  video: IconPlayerPlay,
  document: IconFileText,
  link: IconLink,
  "policy-briefing": IconGavel,
} as const;

export function KindIcon({ kind }: { kind: ContentItem["kind"] }) {
  const Icon = ICONS[kind];
  return <Icon size={18} aria-hidden />;
}

/** Video of our own plays here; what lives elsewhere is opened there. */
function playsHere(item: ContentItem): boolean {
  if (item.kind !== "video" || !item.url) return false;
  const address = URL.parse(item.url, location.href);
  return address?.origin === location.origin && /\.(mp4|webm)$/i.test(address.pathname);
}

/** Only addresses of the web are followed. */
function isWeb(url: string): boolean {
  const address = URL.parse(url, location.href);
  return address?.protocol === "https:" || address?.protocol === "http:";
}

export function ContentItemView({ item, heading }: { item: ContentItem; heading: Ref<HTMLHeadingElement> }) {
  const { t } = useTranslation("modules");
  const format = useFormat();
  const l = useLocalized();
  const guideline = useGuidelineName();
  return (
    <article className={classes.reading}>
      <Group gap={6} c="dimmed" fz="sm">
        <KindIcon kind={item.kind} />
        {t(`kind.${item.kind}`)}
        {item.minutes ? ` · ${format.minutes(item.minutes)}` : ""}
      </Group>
      <Title order={2} mt={4} mb="sm" ref={heading} tabIndex={-1}>
        <Localized text={item.title} />
      </Title>
      {item.body && <RichText text={item.body} />}
      {playsHere(item) && item.url && (
        // eslint-disable-next-line jsx-a11y/media-has-caption -- captions are part of the file when its maker added them
        <video className={classes.video} controls preload="metadata" src={item.url} aria-label={l(item.title)} />
      )}
      {item.url && !playsHere(item) && isWeb(item.url) && (
        <Button
          component="a"
          href={item.url}
          target="_blank"
          rel="noopener noreferrer"
          variant="light"
          mt="sm"
          rightSection={<IconExternalLink size={16} aria-hidden />}
        >
          {t(`player.open.${item.kind}`)}
          <VisuallyHidden> ({t("player.newWindow")})</VisuallyHidden>
        </Button>
      )}
      {item.guideline_code && (
        <>
          {item.guideline_version ? (
            <Text size="sm" c="dimmed" mt="sm">
              {t("player.guidelineVersion", { version: item.guideline_version })}
            </Text>
          ) : null}
          <LinkButton to={`/guidelines/${encodeURIComponent(item.guideline_code)}`} variant="light" mt="sm">
            {t("player.guideline", { code: guideline(item.guideline_code) })}
          </LinkButton>
        </>
      )}
    </article>
  );
}
