/** What was read is kept on this device for who read it, so that a page seen before can be read without a line. */
import { onSignOut, signedInSubject } from "@/shared/session/session";

const STORE = "kring-read-1";
const MOST = 300;
const DAYS = 3 * 24 * 60 * 60_000;
const LARGEST = 500_000;

interface Kept {
  person: string;
  at: number;
  data: unknown;
}

const addressOf = (hash: string) => `/kept/${encodeURIComponent(hash)}`;
const store = () => caches.open(STORE);

let since = 0;

/** An answer of the services, as the app holds it: never a token, never a file. */
export async function keepRead(hash: string, data: unknown): Promise<void> {
  const person = signedInSubject();
  if (person === undefined || data === undefined || data instanceof Blob || !("caches" in globalThis)) return;
  const text = JSON.stringify({ person, at: Date.now(), data } satisfies Kept);
  if (text.length > LARGEST) return;
  try {
    const cache = await store();
    if (signedInSubject() !== person) return; // they signed out meanwhile
    await cache.put(addressOf(hash), new Response(text));
    since += 1;
    if (since % 20 === 1) await removeOldest(cache);
  } catch {
    // No room: everything works, only not offline.
  }
}

/** The last answer, if this person had one in the last days. */
export async function readAgain(hash: string): Promise<Pick<Kept, "at" | "data"> | undefined> {
  if (!("caches" in globalThis)) return undefined;
  try {
    const found = await (await store()).match(addressOf(hash));
    const kept = (await found?.json()) as Kept | undefined;
    return kept && kept.person === signedInSubject() && Date.now() - kept.at < DAYS ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** An address is kept again at its end, so the first ones are the oldest. */
async function removeOldest(cache: Cache): Promise<void> {
  const known = await cache.keys();
  await Promise.all(known.slice(0, Math.max(0, known.length - MOST)).map((each) => cache.delete(each)));
}

export async function forgetReads(): Promise<void> {
  if ("caches" in globalThis) await caches.delete(STORE);
}

onSignOut(() => void forgetReads().catch(() => undefined));
