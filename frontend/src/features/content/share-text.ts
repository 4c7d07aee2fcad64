/**
 * What a share says and how much of it a network takes. The service goes by the same rules (`sharing/texts/rules.py`);
 * its examples hold the two together.
 */
import type { Network } from "./networks";

type Counting = "weighted" | "graphemes" | "utf16" | "none";

interface Takes {
  /** The service itself takes no longer words than so many characters. */
  limit: number;
  counting: Counting;
  /** What people see of a post without a press. */
  visible?: number;
  /** What a link counts where it does not count in full. */
  linkLength?: number;
  beforeLink: string;
}

const LONGEST_WORDS = 5000;
const TAKES: Record<Network, Takes> = {
  linkedin: { limit: 3000, counting: "utf16", visible: 210, beforeLink: "\n\n" },
  x: { limit: 280, counting: "weighted", linkLength: 23, beforeLink: " " },
  facebook: { limit: 63_206, counting: "utf16", visible: 477, beforeLink: "\n\n" },
  whatsapp: { limit: Infinity, counting: "none", beforeLink: " " },
  bluesky: { limit: 300, counting: "graphemes", linkLength: 23, beforeLink: " " },
  mastodon: { limit: 500, counting: "graphemes", linkLength: 23, beforeLink: " " },
  email: { limit: Infinity, counting: "none", beforeLink: "\n\n" },
};

const AN_ADDRESS = /https?:\/\/\S+/g;
const SIGN =
  "[\\u203c\\u2049\\u2122\\u2139\\u2194-\\u21aa\\u231a-\\u23ff\\u2460-\\u27bf\\u2934\\u2935\\u2b00-\\u2bff\\u3030\\u303d" +
  "\\u3297\\u3299\\u{1f000}-\\u{1faff}]";
const ONE = `${SIGN}(?:\\ufe0f|[\\u{1f3fb}-\\u{1f3ff}])?[\\u{e0020}-\\u{e007f}]*`;
const AN_EMOJI = new RegExp(`[\\u{1f1e6}-\\u{1f1ff}]{2}|[#*0-9]\\ufe0f?\\u20e3|${ONE}(?:\\u200d${ONE})*`, "gu");
/** What X counts as one; everything else, and an emoji, counts as two. */
const LIGHT = [
  [0, 0x10ff],
  [0x2000, 0x200d],
  [0x2010, 0x201f],
  [0x2032, 0x2037],
] as const;
const isLight = (point: number) => LIGHT.some(([first, last]) => first <= point && point <= last);

export interface Placed {
  whole: string;
  position: "start" | "end";
  /** It stands first because below the words it would not be seen. */
  moved: boolean;
}

/** How long a text is, as the network counts. */
export function lengthOf(text: string, network: Network): number {
  const { counting, linkLength } = TAKES[network];
  if (counting === "utf16") return text.length;
  if (counting === "none") return [...text].length;
  const short = linkLength === undefined ? text : text.replace(AN_ADDRESS, "-".repeat(linkLength));
  const plain = short.normalize("NFC").replaceAll("\r\n", "\n");
  const emoji = plain.match(AN_EMOJI)?.length ?? 0;
  const rest = [...plain.replace(AN_EMOJI, "")];
  if (counting === "weighted")
    return 2 * emoji + rest.reduce((sum, one) => sum + (isLight(one.codePointAt(0) ?? 0) ? 1 : 2), 0);
  return emoji + rest.filter((one) => !/[\p{M}\u200d]/u.test(one)).length;
}

/** What is posted: the words with their disclosure, and the link where they do not hold it yet. */
export function finalText(whole: string, link: string, network: Network): string {
  if (whole.includes(link)) return whole;
  return whole === "" ? link : `${whole}${TAKES[network].beforeLink}${link}`;
}

/** How much room is left beside the link that is yet to be made: negative when the text is too long. */
export function roomLeft(network: Network, whole: string): number {
  const link = `${window.location.origin}/s/${"-".repeat(10)}`;
  return Math.min(
    TAKES[network].limit - lengthOf(finalText(whole, link, network), network),
    LONGEST_WORDS - [...whole].length,
  );
}

/** The text in the first of these languages there is, else in English, else in any. */
export function textIn(texts: Readonly<Record<string, string>> | null, languages: readonly string[]): string {
  if (texts === null) return "";
  const tags = [...languages, "en"].flatMap((language) => [language, language.split("-")[0] ?? language]);
  const found = tags.find((tag) => texts[tag] !== undefined);
  return (found === undefined ? Object.values(texts)[0] : texts[found]) ?? "";
}

/**
 * The words with the disclosure once: below them while that is within what people see of a post, else above; where the
 * words hold it already, in whatever case and spacing, it stays there. Inside a longer word it is not disclosed: `#ad` is
 * not in `#adventure`.
 */
export function withDisclosure(words: string, disclosure: string, network?: Network): Placed {
  const wanted = disclosure.trim();
  if (wanted === "") return { whole: words, position: "end", moved: false };
  const literal = folded(wanted).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const held = new RegExp(`(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])`, "u").exec(folded(words));
  if (held) return { whole: words, position: held.index === 0 ? "start" : "end", moved: false };
  const begun = words.trimEnd();
  if (begun === "") return { whole: wanted, position: "start", moved: false };
  const below = `${begun}\n\n${wanted}`;
  const visible = network && TAKES[network].visible;
  if (!network || visible === undefined || lengthOf(below, network) <= visible)
    return { whole: below, position: "end", moved: false };
  return { whole: `${wanted}\n\n${begun.trimStart()}`, position: "start", moved: true };
}

/** Without regard to case (ß is SS, ς is Σ), to how accents are written, and to blanks. */
function folded(text: string): string {
  const alike = text.normalize("NFC").toUpperCase().toLowerCase().replaceAll("ς", "σ");
  return alike.replace(/\s+/g, " ").trim();
}
