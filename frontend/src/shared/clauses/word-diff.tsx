/** The difference between two texts, word by word; never by colour alone. */
import { Text, VisuallyHidden } from "@mantine/core";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { components } from "@/shared/api/generated/governance";
import classes from "./clause.module.css";

export type Segment = components["schemas"]["SegmentOut"];

/** The reader's language when its text changed, else the first that did; null when only other fields did. */
export function segmentsFor(
  text: Readonly<Record<string, readonly Segment[]>>,
  language: string,
): { language: string; segments: readonly Segment[] } | null {
  const tags = Object.keys(text);
  const tag = tags.find((each) => each === language || each.startsWith(`${language}-`)) ?? tags[0];
  return tag === undefined ? null : { language: tag, segments: text[tag] ?? [] };
}

export function WordDiff({ segments, lang }: { segments: readonly Segment[]; lang?: string }) {
  const { t } = useTranslation("shared");
  return (
    <Text component="p" lang={lang} className={classes.words}>
      {segments.map((segment, index) => {
        if (segment.op === "equal") return <Fragment key={index}>{segment.text}</Fragment>;
        const gone = segment.op === "delete";
        const Tag = gone ? "del" : "ins";
        return (
          <Tag key={index} className={gone ? classes.gone : classes.come}>
            <VisuallyHidden>{t(gone ? "clause.removedWords" : "clause.addedWords")} </VisuallyHidden>
            {segment.text}
          </Tag>
        );
      })}
    </Text>
  );
}
