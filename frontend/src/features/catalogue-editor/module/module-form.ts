/** A module as its form holds it, and as the service takes it. */
import { newKey } from "@/shared/api/calls";
import { lacksWords, pictureDraftOf, type PictureDraft } from "@/shared/pictures/picture-draft";
import type { CompletionRule, ContentKind, Modality, Module, NewModule } from "../api";

export interface Keyed {
  /** React's key while the list is reordered. */
  key: string;
}

export interface GoalDraft extends Keyed {
  text: Record<string, string>;
}

export interface ItemDraft extends Keyed {
  /** Given by the service; keeps what people have done of it. */
  id: string | null;
  kind: ContentKind;
  title: Record<string, string>;
  body: Record<string, string>;
  url: string;
  minutes: number | string;
  guideline_code: string;
  guideline_version: number | null;
}

export interface ModuleDraft {
  code: string;
  track_id: string | null;
  level: number | string;
  title: Record<string, string>;
  goals: GoalDraft[];
  minutes: number | string;
  credits: number | string;
  modality: Modality;
  /** Null: derived from the modality. */
  offline: boolean | null;
  completion_rule: CompletionRule | null;
  owner_id: string | null;
  platform: string;
  audience_group: string;
  risk_tags: string[];
  angle: Module["angle"];
  picture: PictureDraft | null;
  content: ItemDraft[];
}

const IN_A_ROOM: readonly Modality[] = ["classroom", "workshop", "knowledge-session", "offline"];

export function toldByModality(modality: Modality): boolean {
  return IN_A_ROOM.includes(modality);
}

export function newGoal(text: Record<string, string> = {}): GoalDraft {
  return { key: newKey(), text };
}

export function newItem(kind: ContentKind): ItemDraft {
  return {
    key: newKey(),
    id: null,
    kind,
    title: {},
    body: {},
    url: "",
    minutes: "",
    guideline_code: "",
    guideline_version: null,
  };
}

export function newModule(trackId: string | null, ownerId: string | null): ModuleDraft {
  return {
    code: "",
    track_id: trackId,
    level: 1,
    title: {},
    goals: [newGoal()],
    minutes: 15,
    credits: 1,
    modality: "e-learning",
    offline: null,
    completion_rule: "content",
    owner_id: ownerId,
    platform: "",
    audience_group: "",
    risk_tags: [],
    angle: null,
    picture: null,
    content: [],
  };
}

export function moduleDraftOf(module: Module): ModuleDraft {
  return {
    code: module.code,
    track_id: module.track_id,
    level: module.level,
    title: { ...module.title },
    goals: module.goals.map((goal) => newGoal({ ...goal })),
    minutes: module.minutes,
    credits: module.credits,
    modality: module.modality,
    offline: module.offline === toldByModality(module.modality) ? null : module.offline,
    completion_rule: module.completion_rule,
    owner_id: module.owner_id,
    platform: module.platform ?? "",
    audience_group: module.audience_group ?? "",
    risk_tags: [...module.risk_tags],
    angle: module.angle,
    picture: pictureDraftOf(module.picture),
    content: module.content.map((item) => ({
      key: item.id,
      id: item.id,
      kind: item.kind,
      title: { ...item.title },
      body: { ...item.body },
      url: item.url ?? "",
      minutes: item.minutes ?? "",
      guideline_code: item.guideline_code ?? "",
      guideline_version: item.guideline_version ?? null,
    })),
  };
}

const isEmpty = (text: Record<string, string>): boolean => Object.keys(text).length === 0;

/** A text shows a body, a policy briefing a body or a guideline; everything else is found at an address. */
export function asksFor(kind: ContentKind): { body: boolean; url: boolean; guideline: boolean } {
  return {
    body: kind === "text" || kind === "policy-briefing",
    url: kind !== "text" && kind !== "policy-briefing",
    guideline: kind === "policy-briefing",
  };
}

function itemBodyOf(item: ItemDraft): NonNullable<NewModule["content"]>[number] {
  const asks = asksFor(item.kind);
  const code = asks.guideline ? item.guideline_code.trim() : "";
  return {
    id: item.id,
    kind: item.kind,
    title: item.title,
    // A video may well come with a text beside it: what was there is not lost.
    body: isEmpty(item.body) ? null : item.body,
    url: asks.url ? item.url.trim() || null : null,
    minutes: item.minutes === "" ? null : Number(item.minutes),
    guideline_code: code || null,
    guideline_version: code ? item.guideline_version : null,
  };
}

export function moduleBodyOf(draft: ModuleDraft): NewModule {
  return {
    code: draft.code.trim(),
    track_id: draft.track_id ?? "",
    level: Number(draft.level),
    title: draft.title,
    goals: draft.goals.map((goal) => goal.text).filter((text) => !isEmpty(text)),
    minutes: Number(draft.minutes),
    credits: Number(draft.credits),
    modality: draft.modality,
    offline: draft.offline,
    completion_rule: draft.completion_rule,
    owner_id: draft.owner_id,
    platform: draft.platform.trim() || null,
    audience_group: draft.audience_group.trim() || null,
    risk_tags: draft.risk_tags,
    angle: draft.angle,
    picture: draft.picture,
    content: draft.content.map(itemBodyOf),
  };
}

/** What the person can mend before asking the service: field name to the key of the sentence that says so. */
export function gapsIn(draft: ModuleDraft): Record<string, string> {
  const gaps: Record<string, string> = {};
  if (draft.code.trim() === "") gaps.code = "need.code";
  if (draft.track_id === null) gaps.track_id = "need.track";
  if (isEmpty(draft.title)) gaps.title = "need.title";
  if (Number(draft.minutes) < 1) gaps.minutes = "need.minutes";
  if (lacksWords(draft.picture)) gaps.picture = "pictures:needWords";
  draft.content.forEach((item, index) => {
    const asks = asksFor(item.kind);
    if (isEmpty(item.title)) gaps[`content.${index}.title`] = "need.title";
    if (asks.url && item.url.trim() === "" && isEmpty(item.body)) gaps[`content.${index}.url`] = "need.url";
    if (asks.body && isEmpty(item.body) && !(asks.guideline && item.guideline_code.trim()))
      gaps[`content.${index}.body`] = "need.body";
  });
  return gaps;
}

export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [taken] = next.splice(from, 1);
  if (taken !== undefined) next.splice(to, 0, taken);
  return next;
}
