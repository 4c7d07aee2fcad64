/** The pages somebody looked at last on this device, to be offered when there is no line. Forgotten on signing out. */
import { onSignOut, signedInSubject } from "@/shared/session/session";

const KEY = "kring.visits";
const MOST = 12;

export interface Visit {
  address: string;
  title: string;
  at: number;
}

interface Kept {
  person: string;
  visits: Visit[];
}

export function visits(): readonly Visit[] {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "null") as Kept | null;
    return kept && kept.person === signedInSubject() ? kept.visits : [];
  } catch {
    return [];
  }
}

export function noteVisit(address: string, title: string, at: number = Date.now()): void {
  const person = signedInSubject();
  if (person === undefined) return;
  const others = visits().filter((each) => each.address !== address);
  try {
    localStorage.setItem(KEY, JSON.stringify({ person, visits: [{ address, title, at }, ...others].slice(0, MOST) }));
  } catch {
    // No room: nothing is offered later.
  }
}

export function forgetVisits(): void {
  localStorage.removeItem(KEY);
}

onSignOut(forgetVisits);
