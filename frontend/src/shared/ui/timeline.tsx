/** What happened to a thing, in the order in which it came: who, what, when, and the words that were said. */
import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useFormat } from "@/shared/format/use-format";
import type { Tone } from "./state-badge";
import classes from "./timeline.module.css";

export interface Happened {
  id: string;
  at: string;
  what: ReactNode;
  /** Left out for what came by itself. */
  who?: ReactNode;
  tone?: Tone;
  /** A reason, a comment: what was said about it. */
  said?: ReactNode;
}

export function Timeline({ label, entries }: { label: string; entries: readonly Happened[] }) {
  const format = useFormat();
  return (
    <ol className={classes.timeline} aria-label={label}>
      {entries.map(({ id, at, what, who, tone = "neutral", said }) => (
        <li key={id} className={classes.entry} data-tone={tone}>
          <Group gap="xs">
            {who && (
              <Text component="span" fw={600}>
                {who}
              </Text>
            )}
            {what}
            <Text component="time" dateTime={at} size="sm" c="dimmed">
              {format.dateTime(at)}
            </Text>
          </Group>
          {said}
        </li>
      ))}
    </ol>
  );
}
