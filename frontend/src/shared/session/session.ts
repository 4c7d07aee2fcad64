/** The signed-in session: code flow with PKCE, tokens in this tab only, renewed by refresh token when a call needs one. */
import type { User, UserManager } from "oidc-client-ts";
import { useSyncExternalStore } from "react";
import { loadConfig, type SignInConfig } from "./config";

export type SessionState = "starting" | "anonymous" | "signed-in" | "ended";

const RENEW_WHEN_SECONDS_LEFT = 30;

/** What we use of oidc-client-ts's stored user; the library itself is loaded only to sign in, renew or sign out. */
type StoredSession = Pick<User, "access_token" | "refresh_token" | "id_token" | "expires_at" | "profile">;

let state: SessionState = "starting";
let user: StoredSession | null = null;
let provider: Promise<UserManager> | undefined;
let renewal: Promise<StoredSession | null> | undefined;
const listeners = new Set<() => void>();
const signOutListeners = new Set<() => void>();

function become(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

let loading: Promise<SignInConfig> | undefined;

function config(): Promise<SignInConfig> {
  loading ??= loadConfig();
  return loading;
}

function manager(): Promise<UserManager> {
  provider ??= (async () => {
    const [{ UserManager, WebStorageStateStore }, settings] = await Promise.all([import("oidc-client-ts"), config()]);
    return new UserManager({
      authority: settings.issuer,
      client_id: settings.client_id,
      scope: settings.scope,
      redirect_uri: `${location.origin}/callback`,
      post_logout_redirect_uri: `${location.origin}/`,
      response_type: "code",
      userStore: new WebStorageStateStore({ store: sessionStorage }),
      stateStore: new WebStorageStateStore({ store: sessionStorage }),
      automaticSilentRenew: false,
      monitorSession: false,
      loadUserInfo: false,
    });
  })();
  return provider;
}

function secondsLeft(session: StoredSession): number {
  return session.expires_at === undefined ? Infinity : session.expires_at - Date.now() / 1000;
}

/** Takes up the session this tab already had, if any. Call once, before the first render. */
export async function startSession(): Promise<void> {
  const { issuer, client_id } = await config();
  try {
    // The key and the form are those of oidc-client-ts's WebStorageStateStore.
    user = JSON.parse(sessionStorage.getItem(`oidc.user:${issuer}:${client_id}`) ?? "null") as StoredSession | null;
  } catch (error) {
    console.error("The stored session could not be read.", error);
    user = null;
  }
  const usable = user !== null && (secondsLeft(user) > 0 || Boolean(user.refresh_token));
  become(usable ? "signed-in" : "anonymous");
}

export async function signIn(returnTo: string = location.pathname + location.search): Promise<void> {
  await (await manager()).signinRedirect({ state: { returnTo } });
}

/** Finishes the redirect back from the provider and says where the person wanted to be. */
export async function finishSignIn(): Promise<string> {
  const arrived = await (await manager()).signinRedirectCallback();
  user = arrived;
  become("signed-in");
  const { returnTo } = (arrived.state ?? {}) as { returnTo?: string };
  // Only a path of our own: never an address somebody slipped in.
  return returnTo?.startsWith("/") && !returnTo.startsWith("//") ? returnTo : "/today";
}

export async function signOut(): Promise<void> {
  for (const forget of signOutListeners) forget();
  const oidc = await manager();
  const hint = user?.id_token;
  user = null;
  try {
    await oidc.signoutRedirect(hint ? { id_token_hint: hint } : {});
  } catch {
    // The provider is away: forget the tokens here, which is what the person asked for.
    await oidc.removeUser();
    become("anonymous");
  }
}

/** What must be forgotten when somebody signs out on a shared device. */
export function onSignOut(forget: () => void): void {
  signOutListeners.add(forget);
}

/** The server no longer knows this session. Says so on screen; never redirects by itself, so it cannot loop. */
export function endSession(): void {
  if (state === "signed-in") become("ended");
}

async function renew(): Promise<StoredSession | null> {
  if (!user?.refresh_token) return null;
  return (await manager()).signinSilent();
}

/** A token good for the next half minute, or null when there is no session. */
export async function accessToken(): Promise<string | null> {
  if (!user || state !== "signed-in") return null;
  if (secondsLeft(user) > RENEW_WHEN_SECONDS_LEFT) return user.access_token;
  renewal ??= renew().finally(() => (renewal = undefined));
  try {
    user = (await renewal) ?? user;
  } catch {
    // Renewal refused or unreachable: send what we have, the server's answer decides.
  }
  return user.access_token;
}

export function signedInName(): string | undefined {
  return user?.profile.name;
}

/** The signed-in person's id at the identity provider: names what is kept on this device for this person alone. */
export function signedInSubject(): string | undefined {
  return user?.profile.sub;
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
