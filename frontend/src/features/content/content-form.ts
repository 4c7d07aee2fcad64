/** Content as a form holds it, and as the service takes it. */
import type { Content, Kind, NewContent } from "./api";
import type { Network } from "./networks";

export interface VariantDraft {
  network: Network;
  language: string;
  text: string;
}

export interface ContentDraft {
  kind: Kind;
  title: Record<string, string>;
  url: string;
  language: string;
  disclosure: string;
  taxonomy: string;
  valid_to: string | null;
  embargo_until: string | null;
  job_profile: string;
  departments: string[];
  variants: VariantDraft[];
}

export const EMPTY_DRAFT: ContentDraft = {
  kind: "article",
  title: {},
  url: "",
  language: "en",
  disclosure: "",
  taxonomy: "people",
  valid_to: null,
  embargo_until: null,
  job_profile: "",
  departments: [],
  variants: [{ network: "linkedin", language: "en", text: "" }],
};

const day = (moment: string | null): string | null => moment?.slice(0, 10) ?? null;
/** A day that ends something runs until the last second; one that starts something starts with it. */
const until = (date: string | null): string | null => (date ? `${date}T23:59:59Z` : null);
const from = (date: string | null): string | null => (date ? `${date}T00:00:00Z` : null);

export function draftOf(content: Content): ContentDraft {
  const audience = content.audience as { departments?: string[] };
  return {
    kind: content.kind,
    title: { ...content.title },
    url: content.url ?? "",
    language: content.language ?? "en",
    disclosure: content.disclosure ? (Object.values(content.disclosure)[0] ?? "") : "",
    taxonomy: content.taxonomy ?? "",
    valid_to: day(content.valid_to),
    embargo_until: day(content.embargo_until),
    job_profile: content.job_profile ?? "",
    departments: audience.departments ?? [],
    variants: content.variants.map((variant) => ({ ...variant, network: variant.network as Network })),
  };
}

export function bodyOf(draft: ContentDraft): NewContent {
  const variants = draft.variants.filter((variant) => variant.text.trim() !== "");
  return {
    kind: draft.kind,
    title: draft.title,
    url: draft.url.trim() || null,
    language: draft.language,
    disclosure: draft.disclosure.trim() ? { [draft.language]: draft.disclosure.trim() } : null,
    taxonomy: (draft.taxonomy || null) as NewContent["taxonomy"],
    valid_from: null,
    valid_to: until(draft.valid_to),
    embargo_until: draft.kind === "press-release" ? from(draft.embargo_until) : null,
    job_profile: draft.kind === "vacancy" ? draft.job_profile.trim() || null : null,
    filled: false,
    audience: draft.departments.length > 0 ? { everyone: false, departments: draft.departments } : { everyone: true },
    variants,
  };
}
