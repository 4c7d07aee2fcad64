/** The signed-in session: code flow with PKCE, tokens in this tab only, renewed when a call needs one. */
import type { User } from "oidc-client-ts";
import { useSyncExternalStore } from "react";
import { loadConfig, type SignInConfig } from "./config";
import { rememberAddress, takeAddress } from "./return-address";

/** "starting": this tab has no tokens and has not asked the provider yet. "offline": nor can it; what is kept is shown. */
export type SessionState = "starting" | "anonymous" | "signed-in" | "offline" | "ended";

const RENEW_WHEN_SECONDS_LEFT = 30;
/** In this browser: a word that changes at each sign-out. In each tab: the word under which it signed in. */
const SIGN_OUTS = "kring.sign-outs";
/** In this browser: whose pages are kept here. A name for them, no key to anything. */
const PERSON = "kring.person";
/** In this browser, from a sign-out until the next sign-in: a word that the provider gives back once it knows of it. */
const SIGNED_OUT = "kring.signed-out";
const CONFIRMED = "confirmed";

/** What we use of oidc-client-ts's stored user. */
export type StoredSession = Pick<User, "access_token" | "refresh_token" | "id_token" | "expires_at" | "profile">;

let state: SessionState = "starting";
let user: StoredSession | null = null;
let person: string | null = null;
let renewal: Promise<StoredSession | null> | undefined;
let arrival: Promise<void> | undefined;
let loading: Promise<SignInConfig> | undefined;
const listeners = new Set<() => void>();
const signOutListeners = new Set<() => void>();

const provider = () => import("./provider");

function become(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

function config(): Promise<SignInConfig> {
  loading ??= loadConfig();
  return loading;
}

function secondsLeft(session: StoredSession): number {
  return session.expires_at === undefined ? Infinity : session.expires_at - Date.now() / 1000;
}

const signOuts = () => localStorage.getItem(SIGN_OUTS) ?? "";

/** What this tab shows is this person's; of anybody before them it forgets everything. */
function belongTo(next: string | null): void {
  if (person !== null && next !== null && person !== next) for (const each of signOutListeners) each();
  person = next;
  if (next !== null) localStorage.setItem(PERSON, next);
}

function take(arrived: StoredSession): void {
  user = arrived;
  sessionStorage.setItem(SIGN_OUTS, signOuts());
  localStorage.removeItem(SIGNED_OUT);
  belongTo(arrived.profile.sub);
  become("signed-in");
}

/** The provider has led the person back here after it signed them out. */
function noticeConfirmation(): void {
  const word = localStorage.getItem(SIGNED_OUT);
  if (word === null || new URLSearchParams(location.search).get("state") !== word) return;
  localStorage.setItem(SIGNED_OUT, CONFIRMED);
  history.replaceState(history.state, "", location.pathname + location.hash);
}

/** Forgets everything of the person in this tab. */
function forget(): void {
  user = person = null;
  for (const key of Object.keys(sessionStorage)) if (key.startsWith("oidc.")) sessionStorage.removeItem(key);
  localStorage.removeItem(PERSON);
  for (const each of signOutListeners) each();
}

/** Whoever signed out in another tab signed out in this one: also in one that was asleep or is restored. */
function noticeSignOut(): void {
  if (signOuts() === (sessionStorage.getItem(SIGN_OUTS) ?? "")) return;
  if (user === null && state !== "offline") return;
  forget();
  become("ended");
}

/** Takes up the session this tab already had, if any. Call once, before the first render. */
export async function startSession(): Promise<void> {
  const { issuer, client_id } = await config();
  noticeConfirmation();
  person = localStorage.getItem(PERSON);
  try {
    // The key and the form are those of oidc-client-ts's WebStorageStateStore.
    user = JSON.parse(sessionStorage.getItem(`oidc.user:${issuer}:${client_id}`) ?? "null") as StoredSession | null;
  } catch (error) {
    console.error("The stored session could not be read.", error);
    user = null;
  }
  // A renewal that came back after the sign-out may have left its tokens behind.
  if (localStorage.getItem(SIGNED_OUT) !== null) forget();
  if (user !== null && (secondsLeft(user) > 0 || user.refresh_token)) {
    belongTo(user.profile.sub);
    become("signed-in");
  } else {
    user = null;
    become("starting");
  }
  noticeSignOut();
  if (state === "ended") become("starting");
  window.addEventListener("storage", noticeSignOut);
  window.addEventListener("pageshow", () => {
    // The browser took this page out of its memory: what it shows is no longer theirs to see.
    if (state === "signed-in" && user === null) become("ended");
    noticeSignOut();
  });
}

/** Signs this tab in without a question where the provider knows the person; once, however often it is called. */
export function arrive(): Promise<void> {
  arrival ??= arriveNow().finally(() => (arrival = undefined));
  return arrival;
}

async function arriveNow(): Promise<void> {
  if (localStorage.getItem(SIGNED_OUT) !== null) {
    become("anonymous"); // they said so: only they sign in again
    return;
  }
  const before = signOuts();
  const withoutProvider = localStorage.getItem(PERSON) === null ? "anonymous" : "offline";
  if (!navigator.onLine) {
    become(withoutProvider);
    return;
  }
  try {
    const found = await (await provider()).signInSilently(await config(), here());
    if (found && signOuts() === before) {
      takeAddress(undefined); // they are there
      take(found);
    } else become("anonymous");
  } catch {
    // The provider does not answer: what was kept here can be read.
    become(withoutProvider);
  }
}

const here = () => location.pathname + location.search + location.hash;

export async function signIn(returnTo: string = here()): Promise<void> {
  rememberAddress(returnTo);
  // Where the provider never said that it knows of a sign-out, it may still know the person who left.
  const unconfirmed = ![null, CONFIRMED].includes(localStorage.getItem(SIGNED_OUT));
  await (await provider()).signInByRedirect(await config(), returnTo, unconfirmed ? "login" : undefined);
}

/** Finishes the redirect back from the provider and says where the person wanted to be. */
export async function finishSignIn(): Promise<string> {
  const { user: arrived, returnTo } = await (await provider()).finishRedirect(await config());
  if (arrived) take(arrived);
  else become("anonymous");
  return takeAddress(returnTo);
}

export async function signOut(): Promise<void> {
  const hint = user?.id_token;
  // The other tabs end now; this one is on its way out by itself.
  const word = String(Math.random());
  localStorage.setItem(SIGN_OUTS, word);
  localStorage.setItem(SIGNED_OUT, word);
  sessionStorage.setItem(SIGN_OUTS, signOuts());
  try {
    const signingOut = await provider();
    await signingOut.revoke(await config());
    forget();
    await signingOut.signOutByRedirect(await config(), word, hint);
  } catch {
    // The provider is away: the tokens are forgotten here, which is what the person asked for.
    forget();
    become("anonymous");
  }
}

/** What must be forgotten when somebody signs out on a shared device. */
export function onSignOut(forgetThis: () => void): void {
  signOutListeners.add(forgetThis);
}

/** The server no longer knows this session. Says so on screen; never redirects by itself, so it cannot loop. */
export function endSession(): void {
  if (state === "signed-in") become("ended");
}

/** A token good for the next half minute, or null when there is no session. */
export async function accessToken(): Promise<string | null> {
  noticeSignOut();
  if (state === "offline") await arrive();
  if (!user || state !== "signed-in") return null;
  if (secondsLeft(user) > RENEW_WHEN_SECONDS_LEFT) return user.access_token;
  renewal ??= renew(Boolean(user.refresh_token)).finally(() => (renewal = undefined));
  try {
    const renewed = await renewal;
    if (renewed !== null && isStillHere()) user = renewed;
  } catch {
    // Renewal refused or unreachable: send what we have, the server's answer decides.
  }
  return isStillHere() ? (user?.access_token ?? null) : null;
}

/** Asked again after a wait: they may have signed out meanwhile, here or in another tab. */
const isStillHere = () => state === "signed-in" && user !== null;

async function renew(refreshes: boolean): Promise<StoredSession | null> {
  return (await provider()).renewed(await config(), refreshes);
}

export function signedInName(): string | undefined {
  return user?.profile.name;
}

/** The person's id at the identity provider: names what is kept on this device for them alone. */
export function signedInSubject(): string | undefined {
  return user?.profile.sub ?? (state === "offline" ? (person ?? undefined) : undefined);
}

export function useSession(): SessionState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}
