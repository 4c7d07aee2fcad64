/** The networks people share on, and their names. */

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
