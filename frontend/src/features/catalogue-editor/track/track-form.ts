/** A track as its form holds it, and as the service takes it. */
import { pictureDraftOf, type PictureDraft } from "@/shared/pictures/picture-draft";
import { audienceBody, audienceOf, EVERYBODY, type AudienceDraft } from "@/shared/ui/audience-field";
import type { ChangedTrack, Component, NewTrack, Phase, Track } from "../api";

export interface TrackDraft {
  code: string;
  title: Record<string, string>;
  description: Record<string, string>;
  phase: Phase;
  component: Component;
  audience: AudienceDraft;
  picture: PictureDraft | null;
}

export const NEW_TRACK: TrackDraft = {
  code: "",
  title: {},
  description: {},
  phase: "general",
  component: "all-staff",
  audience: EVERYBODY,
  picture: null,
};

export function trackDraftOf(track: Track): TrackDraft {
  const { code, title, description, phase, component, audience, picture } = track;
  return {
    code,
    title: { ...title },
    description: { ...description },
    phase,
    component,
    audience: audienceOf(audience),
    picture: pictureDraftOf(picture),
  };
}

export function trackBodyOf(draft: TrackDraft): NewTrack {
  const described = Object.keys(draft.description).length > 0;
  return {
    ...draft,
    code: draft.code.trim(),
    description: described ? draft.description : null,
    audience: audienceBody(draft.audience),
  };
}

/** A track keeps its code. */
export function changeOf(draft: TrackDraft): ChangedTrack {
  const { title, description, phase, component, audience, picture } = trackBodyOf(draft);
  return { title, description, phase, component, audience, picture: picture ?? null };
}
