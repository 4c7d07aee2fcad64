/** A module's contents as a list: what is read, what is open, what is still to come. */
import { Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { Localized } from "@/shared/ui/localized";
import type { ContentItem } from "../api";
import classes from "../modules.module.css";

interface OutlineProps {
  content: readonly ContentItem[];
  read: readonly string[];
  current?: string;
  /** Left out while nothing can be opened yet. */
  onOpen?: (itemId: string) => void;
}

function Row({ item, isRead }: { item: ContentItem; isRead: boolean }) {
  const { t } = useTranslation("modules");
  const format = useFormat();
  return (
    <>
      <span className={classes.dot} data-read={isRead || undefined} aria-hidden>
        {isRead && <IconCheck size={13} stroke={3} />}
      </span>
      <span>
        <Localized text={item.title} />
        {isRead && <VisuallyHidden> ({t("read")})</VisuallyHidden>}
      </span>
      <Text span size="sm" c="dimmed">
        {item.minutes ? format.minutes(item.minutes) : t(`kind.${item.kind}`)}
      </Text>
    </>
  );
}

export function Outline({ content, read, current, onOpen }: OutlineProps) {
  return (
    <ol className={classes.items}>
      {content.map((item) => {
        const isRead = read.includes(item.id);
        return (
          <li key={item.id}>
            {onOpen ? (
              <UnstyledButton
                className={classes.itemRow}
                data-current={item.id === current || undefined}
                aria-current={item.id === current ? "step" : undefined}
                onClick={() => onOpen(item.id)}
              >
                <Row item={item} isRead={isRead} />
              </UnstyledButton>
            ) : (
              <div className={classes.itemRow}>
                <Row item={item} isRead={isRead} />
              </div>
            )}
          </li>
        );
      })}
    </ol>
  );
}
