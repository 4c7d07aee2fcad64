/** What the three services find for the palette's words, each as soon as it answers; one that is away is named. */
import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { send } from "@/shared/api/calls";
import type { ServiceName } from "@/shared/api/clients";
import { useLanguage } from "@/shared/i18n/language";
import { useLocalized } from "@/shared/i18n/localized";
import { useMe, type PermissionName } from "@/shared/session/me";

interface Hit {
  kind: string;
  id: string;
  code: string | null;
  title: Readonly<Record<string, string>>;
  excerpt: string | null;
}

interface FoundItem {
  id: string;
  label: string;
  description: string;
  to: string;
}

/** In the order in which they stand in the palette. */
export const KINDS = [
  "module",
  "track",
  "scheme",
  "content",
  "reward",
  "guideline",
  "clause",
  "sign-off",
  "template",
  "person",
] as const;
type Kind = (typeof KINDS)[number];

export interface FoundThings {
  groups: readonly { kind: Kind; items: FoundItem[] }[];
  away: readonly ServiceName[];
}

const SERVICES: readonly ServiceName[] = ["training", "advocacy", "governance"];
const ENOUGH_LETTERS = 2;
const NOTHING: FoundThings = { groups: [], away: [] };

export function useFoundThings(q: string): FoundThings {
  const { may } = useMe();
  const localized = useLocalized();
  const language = useLanguage();
  const asked = q.length >= ENOUGH_LETTERS;
  const answers = useQueries({
    queries: SERVICES.map((service) => ({
      queryKey: [service, "search", q, language],
      queryFn: () =>
        send<{ items: Hit[] }>(service, "GET", "/v1/search", {
          query: { q, limit: 12 },
          headers: { "accept-language": language },
        }).then(({ data }) => data.items),
      staleTime: 60_000,
      placeholderData: keepPreviousData,
      enabled: asked,
    })),
  });
  if (!asked) return NOTHING;
  const hits = answers.flatMap((answer) => answer.data ?? []);
  const groups = KINDS.map((kind) => ({
    kind,
    items: hits
      .filter((hit) => hit.kind === kind)
      .map((hit) => ({
        id: `${kind}:${hit.id}`,
        label: localized(hit.title),
        description: [hit.code, hit.excerpt].filter(Boolean).join(" · "),
        to: addressOf(kind, hit, may),
      })),
  }));
  return { groups, away: SERVICES.filter((_, at) => answers[at]?.isError) };
}

/** Where a thing is looked at by this reader. */
export function addressOf(
  kind: Kind,
  { id, code }: Pick<Hit, "id" | "code">,
  may: (...any: readonly PermissionName[]) => boolean,
): string {
  switch (kind) {
    case "module":
      return `/learn/modules/${id}`;
    case "track":
      return `/learn/tracks/${code}`;
    case "scheme":
      if (may("training:schemes.write")) return `/manage/schemes/${id}`;
      return may("training:standings.read") ? `/team/certificates/${id}` : "/learn/certificates";
    case "content":
      return may("advocacy:content.manage") ? `/manage/content/${id}` : `/share/content/${id}`;
    case "reward":
      return "/share/rewards";
    case "guideline":
    case "clause":
      return `/guidelines/${code}`;
    case "sign-off":
      return `/reviews/signoffs/${id}`;
    case "template":
      return `/manage/signoff-templates/${id}`;
    case "person":
      return `/people/${id}`;
  }
}
