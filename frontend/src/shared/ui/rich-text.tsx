/** Text that people wrote, shown safely: paragraphs, headings, lists, bold, italic, links. Built as elements, never as HTML. */
import { Anchor, List, Text, Title } from "@mantine/core";
import { Fragment, type ReactNode } from "react";
import { useLanguage } from "@/shared/i18n/language";
import { said, type LocalizedText } from "@/shared/i18n/localized";
import { LanguageMark } from "./localized";

const INLINE = /\*\*(.+?)\*\*|\*(.+?)\*|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)|(https?:\/\/[^\s<>()]+[^\s<>().,;:!?])/g;

function inline(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    parts.push(text.slice(from, match.index));
    const [whole, bold, italic, label, href, bare] = match;
    const address = href ?? bare;
    if (bold) parts.push(<strong key={match.index}>{bold}</strong>);
    else if (italic) parts.push(<em key={match.index}>{italic}</em>);
    else if (address) {
      parts.push(
        <Anchor key={match.index} href={address} target="_blank" rel="noopener noreferrer" underline="always" inherit>
          {label ?? address}
        </Anchor>,
      );
    } else parts.push(whole);
    from = match.index + whole.length;
  }
  parts.push(text.slice(from));
  return parts;
}

function lines(text: string): ReactNode[] {
  return text.split("\n").map((line, index) => (
    <Fragment key={index}>
      {index > 0 && <br />}
      {inline(line)}
    </Fragment>
  ));
}

function block(text: string, key: number): ReactNode {
  const heading = /^(#{1,4})\s+(.*)$/.exec(text);
  if (heading) {
    // A person's heading sits below the page's own h1 and h2.
    return (
      <Title key={key} order={heading[1] === "#" ? 3 : 4} mt="md" mb={4}>
        {inline(heading[2] ?? "")}
      </Title>
    );
  }
  const items = text.split("\n");
  if (items.every((line) => /^\s*([-*]|\d+\.)\s+/.test(line))) {
    return (
      <List key={key} type={/^\s*\d/.test(text) ? "ordered" : "unordered"} my="xs" withPadding>
        {items.map((line, index) => (
          <List.Item key={index}>{inline(line.replace(/^\s*([-*]|\d+\.)\s+/, ""))}</List.Item>
        ))}
      </List>
    );
  }
  return (
    <Text key={key} component="p" my="xs">
      {lines(text)}
    </Text>
  );
}

export function RichText({ text }: { text: LocalizedText }) {
  const { words, other } = said(text, useLanguage());
  const blocks = words.replaceAll("\r\n", "\n").split(/\n{2,}|\n(?=#{1,4}\s)|(?<=^#{1,4}\s[^\n]*)\n/m);
  return (
    <>
      {other && <LanguageMark of={other} />}
      <div lang={other}>{blocks.filter((part) => part.trim() !== "").map(block)}</div>
    </>
  );
}
