/** The signed-in session: code flow with PKCE, tokens in this tab only, renewed by refresh token when a call needs one. */
import type { User, UserManager } from "oidc-client-ts";
import { useSyncExternalStore } from "react";
import { loadConfig } from "./config";

export type SessionState = "starting" | "anonymous" | "signed-in" | "ended";

const RENEW_WHEN_SECONDS_LEFT = 30;

let state: SessionState = "starting";
let user: User | null = null;
let provider: Promise<UserManager> | undefined;
let renewal: Promise<User | null> | undefined;
const listeners = new Set<() => void>();
const farewells = new Set<() => void>();

function become(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

function manager(): Promise<UserManager> {
  provider ??= (async () => {
    const [{ UserManager, WebStorageStateStore }, config] = await Promise.all([import("oidc-client-ts"), loadConfig()]);
    return new UserManager({
      authority: config.issuer,
      client_id: config.client_id,
      scope: config.scope,
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

/** Takes up the session this tab already had, if any. Call once, before the first render. */
export async function startSession(): Promise<void> {
  try {
    user = await (await manager()).getUser();
  } catch (error) {
    console.error("The stored session could not be read.", error);
    user = null;
  }
  const usable = user !== null && (!user.expired || Boolean(user.refresh_token));
  become(usable ? "signed-in" : "anonymous");
}

export async function signIn(returnTo: string = location.pathname + location.search): Promise<void> {
  await (await manager()).signinRedirect({ state: { returnTo } });
}

/** Finishes the redirect back from the provider and says where the person wanted to be. */
export async function finishSignIn(): Promise<string> {
  user = await (await manager()).signinRedirectCallback();
  become("signed-in");
  const { returnTo } = (user.state ?? {}) as { returnTo?: string };
  // Only a path of our own: never an address somebody slipped in.
  return returnTo?.startsWith("/") && !returnTo.startsWith("//") ? returnTo : "/today";
}

export async function signOut(): Promise<void> {
  for (const farewell of farewells) farewell();
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
  farewells.add(forget);
}

/** The server no longer knows this session. Says so on screen; never redirects by itself, so it cannot loop. */
export function endSession(): void {
  if (state === "signed-in") become("ended");
}

async function renew(): Promise<User | null> {
  if (!user?.refresh_token) return null;
  return (await manager()).signinSilent();
}

/** A token good for the next half minute, or null when there is no session. */
export async function accessToken(): Promise<string | null> {
  if (!user || state !== "signed-in") return null;
  if ((user.expires_in ?? Infinity) > RENEW_WHEN_SECONDS_LEFT) return user.access_token;
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

export function useSession(): SessionState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}
