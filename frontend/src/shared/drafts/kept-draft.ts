/** What somebody typed and did not save yet, kept on this device for that person alone; forgotten on signing out. */
import { onSignOut, signedInSubject } from "@/shared/session/session";

const PREFIX = "kring.draft.";
const FORGET_AFTER_MS = 30 * 86_400_000;

export interface KeptDraft<Draft> {
  draft: Draft;
  /** The version the draft was begun on; undefined for something new. */
  etag: string | undefined;
  /** When it was last typed in, in milliseconds since 1970. */
  at: number;
}

function keyOf(name: string): string | null {
  const person = signedInSubject();
  return person === undefined ? null : `${PREFIX}${person}.${name}`;
}

export function keepDraft<Draft>(name: string, draft: Draft, etag: string | undefined): void {
  const key = keyOf(name);
  if (key === null) return;
  try {
    localStorage.setItem(key, JSON.stringify({ draft, etag, at: Date.now() } satisfies KeptDraft<Draft>));
  } catch {
    // No room or no storage: the form works, only the draft does not outlive it.
  }
}

export function forgetDraft(name: string): void {
  const key = keyOf(name);
  if (key !== null) localStorage.removeItem(key);
}

/** The draft kept under a name, when it is not too old and has the fields the form has now. */
export function keptDraft<Draft extends object>(name: string, shape: Draft): KeptDraft<Draft> | null {
  const key = keyOf(name);
  if (key === null) return null;
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null") as KeptDraft<Draft> | null;
    if (kept === null || Date.now() - kept.at > FORGET_AFTER_MS) return null;
    return Object.keys(shape).every((field) => field in kept.draft) ? kept : null;
  } catch {
    return null;
  }
}

/** On a shared device the next person must not find them. */
export function forgetAllDrafts(): void {
  const keys = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? "");
  for (const key of keys) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}

onSignOut(forgetAllDrafts);
