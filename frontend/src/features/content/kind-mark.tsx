/** A kind of content, as an icon with its name. */
import { Group, Text } from "@mantine/core";
import {
  IconArticle,
  IconBriefcase2,
  IconCalendarEvent,
  IconMessageHeart,
  IconNews,
  IconVideo,
  type Icon,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Kind } from "./api";

const ICONS: Record<Kind, Icon> = {
  article: IconArticle,
  "press-release": IconNews,
  vacancy: IconBriefcase2,
  video: IconVideo,
  event: IconCalendarEvent,
  testimonial: IconMessageHeart,
};

export function KindMark({ kind }: { kind: Kind }) {
  const { t } = useTranslation("content");
  const KindIcon = ICONS[kind];
  return (
    <Group gap={6} wrap="nowrap" c="var(--kring-strong)">
      <KindIcon size={18} aria-hidden />
      <Text size="sm" fw={650} component="span">
        {t(`kind.${kind}`)}
      </Text>
    </Group>
  );
}
