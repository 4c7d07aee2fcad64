/** The networks people share on: their names, and how much text fits. */

export const NETWORKS = ["linkedin", "x", "facebook", "whatsapp", "bluesky", "mastodon", "email"] as const;
export type Network = (typeof NETWORKS)[number];

export const NETWORK_NAMES: Record<Network, string> = {
  linkedin: "LinkedIn",
  x: "X",
  facebook: "Facebook",
  whatsapp: "WhatsApp",
  bluesky: "Bluesky",
  mastodon: "Mastodon",
  email: "E-mail",
};

/** What each network takes, in characters; a link counts as 23 on X and in full elsewhere. */
const ROOM: Record<Network, number> = {
  linkedin: 3000,
  x: 280,
  facebook: 5000,
  whatsapp: 4000,
  bluesky: 300,
  mastodon: 500,
  email: 5000,
};
const LINK_ON_X = 24; // 23 and the space before it
const SHORT_LINK = 40; // our own short links stay below this, with the space

export function roomFor(network: Network): number {
  return ROOM[network] - (network === "x" ? LINK_ON_X : SHORT_LINK);
}

/** How much room is left: negative when the text is too long. Characters as people count them, not code units. */
export function roomLeft(network: Network, text: string): number {
  return roomFor(network) - [...text].length;
}

/**
 * The words, and below them the disclosure where they do not hold it yet, in whatever case and spacing. Inside a longer
 * word it is not disclosed: `#ad` is not in `#adventure`. The service places it by the same rule.
 */
export function withDisclosure(words: string, disclosure: string): string {
  const wanted = disclosure.trim();
  if (wanted === "") return words;
  const literal = folded(wanted).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  if (new RegExp(`(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])`, "u").test(folded(words))) return words;
  const begun = words.trimEnd();
  return begun === "" ? wanted : `${begun}\n\n${wanted}`;
}

/** Without regard to case (ß is SS, ς is Σ), to how accents are written, and to blanks. */
function folded(text: string): string {
  const alike = text.normalize("NFC").toUpperCase().toLowerCase().replaceAll("ς", "σ");
  return alike.replace(/\s+/g, " ").trim();
}
