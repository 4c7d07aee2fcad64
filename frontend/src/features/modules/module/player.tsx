/** The content of a module, one item after another; reading the last one completes it. */
import { ActionIcon, Button, Card, Group, Text } from "@mantine/core";
import { IconArrowLeft, IconArrowRight, IconCheck } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNotify } from "@/shared/ui/use-notify";
import { useReadItem, type ContentItem, type Enrolment, type Module } from "../api";
import { ContentItemView } from "./content-item";
import { itemAfter, nextItem, shareRead } from "../progress";

interface PlayerProps {
  module: Module;
  enrolment: Enrolment;
  /** Reading again what is completed already: nothing to record. */
  rereading: boolean;
  current: string | undefined;
  onOpen: (itemId: string) => void;
  onCompleted: () => void;
}

function waitsFor(module: Module, allRead: boolean): string | null {
  if (module.completion_rule === "assessment") return allRead ? "player.byAssessment" : "player.waitAssessment";
  if (module.completion_rule === "attendance") return allRead ? "player.byAttendance" : "player.waitAttendance";
  return null;
}

export function openedItem(module: Module, enrolment: Enrolment, current: string | undefined): ContentItem | undefined {
  return module.content.find((item) => item.id === current) ?? nextItem(module.content, enrolment.read_items);
}

export function Player({ module, enrolment, rereading, current, onOpen, onCompleted }: PlayerProps) {
  const { t } = useTranslation("modules");
  const notify = useNotify();
  const read = useReadItem(enrolment);
  const heading = useRef<HTMLHeadingElement>(null);
  // Where the reader is does not jump when what is read changes under it.
  const [first] = useState(() => nextItem(module.content, enrolment.read_items)?.id);
  const item = openedItem(module, enrolment, current ?? first);
  const { done, total } = shareRead(module.content, enrolment.read_items);
  const waits = waitsFor(module, done === total);

  if (!item) return <Card>{t(waits ?? "player.noContent")}</Card>;
  const at = module.content.indexOf(item);

  function open(id: string | undefined) {
    if (id === undefined) return;
    onOpen(id);
    requestAnimationFrame(() => {
      heading.current?.focus({ preventScroll: true });
      heading.current?.scrollIntoView({ block: "center" });
    });
  }

  async function finish(reading: ContentItem) {
    try {
      const after = await read.mutateAsync(reading.id);
      if (after.state === "completed") onCompleted();
      else open(itemAfter(module.content, after.read_items, reading.id)?.id);
    } catch (error) {
      notify.problem(error);
    }
  }

  const isRead = rereading || enrolment.read_items.includes(item.id);
  const isLast = itemAfter(module.content, [...enrolment.read_items, item.id], item.id) === undefined;
  const completes = isLast && module.completion_rule === "content";
  return (
    <Card padding="xl">
      <ContentItemView item={item} heading={heading} />
      {waits && (
        <Text mt="md" c="dimmed">
          {t(waits)}
        </Text>
      )}
      <Group mt="xl" justify="space-between" gap="sm">
        <ActionIcon
          variant="default"
          radius="xl"
          size={44}
          aria-label={t("player.previous")}
          disabled={at === 0}
          onClick={() => open(module.content[at - 1]?.id)}
        >
          <IconArrowLeft size={20} aria-hidden />
        </ActionIcon>
        <Text size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }}>
          {t("player.item", { at: at + 1, total })}
        </Text>
        {isRead && (rereading || !completes) ? (
          <Button
            size="md"
            flex={{ base: "1 0 auto", xs: "none" }}
            rightSection={<IconArrowRight size={18} aria-hidden />}
            disabled={at === total - 1}
            onClick={() => open(module.content[at + 1]?.id)}
          >
            {t("player.following")}
          </Button>
        ) : (
          <Button
            size="md"
            flex={{ base: "1 0 auto", xs: "none" }}
            loading={read.isPending}
            leftSection={<IconCheck size={18} aria-hidden />}
            onClick={() => void finish(item)}
          >
            {t(completes ? "player.last" : isLast ? "player.readOnly" : "player.next")}
          </Button>
        )}
      </Group>
    </Card>
  );
}
