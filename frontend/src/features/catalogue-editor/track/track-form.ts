/** A track as its form holds it, and as the service takes it. */
import { audienceBody, audienceOf, EVERYBODY, type AudienceDraft } from "@/shared/ui/audience-field";
import type { ChangedTrack, Component, NewTrack, Phase, Track } from "../api";

export interface TrackDraft {
  code: string;
  title: Record<string, string>;
  description: Record<string, string>;
  phase: Phase;
  component: Component;
  audience: AudienceDraft;
}

export const NEW_TRACK: TrackDraft = {
  code: "",
  title: {},
  description: {},
  phase: "general",
  component: "all-staff",
  audience: EVERYBODY,
};

export function trackDraftOf(track: Track): TrackDraft {
  const { code, title, description, phase, component, audience } = track;
  return {
    code,
    title: { ...title },
    description: { ...description },
    phase,
    component,
    audience: audienceOf(audience),
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
  const { title, description, phase, component, audience } = trackBodyOf(draft);
  return { title, description, phase, component, audience };
}
