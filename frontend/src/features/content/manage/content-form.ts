/** Content as a form holds it, and as the service takes it. */
import { pictureDraftOf, type PictureDraft } from "@/shared/pictures/picture-draft";
import { audienceBody, audienceOf, EVERYBODY, type AudienceDraft } from "@/shared/ui/audience-field";
import type { Content, Kind, NewContent } from "../api";
import type { Network } from "../networks";

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
  disclosure: Record<string, string>;
  taxonomy: string;
  valid_to: string | null;
  embargo_until: string | null;
  job_profile: string;
  audience: AudienceDraft;
  picture: PictureDraft | null;
  variants: VariantDraft[];
  /** Not shown here, and kept as it is. */
  valid_from: string | null;
  filled: boolean;
}

export const EMPTY_DRAFT: ContentDraft = {
  kind: "article",
  title: {},
  url: "",
  language: "en",
  disclosure: {},
  taxonomy: "people",
  valid_to: null,
  embargo_until: null,
  job_profile: "",
  audience: EVERYBODY,
  picture: null,
  variants: [{ network: "linkedin", language: "en", text: "" }],
  valid_from: null,
  filled: false,
};

/** The day of a moment on the writer's own calendar. */
function day(moment: string | null): string | null {
  if (moment === null) return null;
  const at = new Date(moment);
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}
/** A day that ends something runs until the last second; one that starts something starts with it. */
const until = (date: string | null): string | null => (date ? new Date(`${date}T23:59:59`).toISOString() : null);
const from = (date: string | null): string | null => (date ? new Date(`${date}T00:00:00`).toISOString() : null);

export function draftOf(content: Content): ContentDraft {
  return {
    kind: content.kind,
    title: { ...content.title },
    url: content.url ?? "",
    language: content.language ?? "en",
    disclosure: { ...content.disclosure },
    taxonomy: content.taxonomy ?? "",
    valid_to: day(content.valid_to),
    embargo_until: day(content.embargo_until),
    job_profile: content.job_profile ?? "",
    audience: audienceOf(content.audience as Partial<AudienceDraft>),
    picture: pictureDraftOf(content.picture),
    variants: content.variants.map((variant) => ({ ...variant, network: variant.network as Network })),
    valid_from: content.valid_from,
    filled: content.filled,
  };
}

export function bodyOf(draft: ContentDraft): NewContent {
  const variants = draft.variants.filter((variant) => variant.text.trim() !== "");
  return {
    kind: draft.kind,
    title: draft.title,
    url: draft.url.trim() || null,
    language: draft.language,
    disclosure: Object.keys(draft.disclosure).length > 0 ? draft.disclosure : null,
    taxonomy: (draft.taxonomy || null) as NewContent["taxonomy"],
    valid_from: draft.valid_from,
    valid_to: until(draft.valid_to),
    embargo_until: draft.kind === "press-release" ? from(draft.embargo_until) : null,
    job_profile: draft.kind === "vacancy" ? draft.job_profile.trim() || null : null,
    filled: draft.filled,
    audience: audienceBody(draft.audience),
    picture: draft.picture,
    variants,
  };
}
