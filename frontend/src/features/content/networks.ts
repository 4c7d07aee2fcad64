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

/** The text with the disclosure in it: it must not be hidden, so it is added where it is missing. */
export function withDisclosure(text: string, disclosure: string): string {
  const wanted = disclosure.trim();
  if (wanted === "" || text.toLowerCase().includes(wanted.toLowerCase())) return text;
  return text.trim() === "" ? wanted : `${text.trimEnd()} ${wanted}`;
}
