/** The sign-in provider's part of a session, with its library: loaded only to sign in, renew or sign out. */
import { ErrorResponse, UserManager, WebStorageStateStore } from "oidc-client-ts";
import type { SignInConfig } from "./config";
import type { StoredSession } from "./session";

const ANSWERS_WITHIN_SECONDS = 8;
const REVOKED_WITHIN_MS = 2000;

/** What a provider says that must not ask the person anything and would have to. */
const REFUSED = new Set(["login_required", "interaction_required", "consent_required", "account_selection_required"]);

let made: UserManager | undefined;

function manager(settings: SignInConfig): UserManager {
  made ??= new UserManager({
    authority: settings.issuer,
    client_id: settings.client_id,
    scope: settings.scope,
    redirect_uri: `${location.origin}/callback`,
    silent_redirect_uri: `${location.origin}/silent.html`,
    silentRequestTimeoutInSeconds: ANSWERS_WITHIN_SECONDS,
    post_logout_redirect_uri: `${location.origin}/`,
    response_type: "code",
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    automaticSilentRenew: false,
    monitorSession: false,
    loadUserInfo: false,
  });
  return made;
}

function isRefused(error: unknown): error is ErrorResponse {
  return error instanceof ErrorResponse && REFUSED.has(error.error ?? "");
}

interface SentAlong {
  returnTo?: string;
}

export async function signInByRedirect(
  settings: SignInConfig,
  returnTo: string,
  prompt: "login" | undefined,
): Promise<void> {
  await manager(settings).signinRedirect({ state: { returnTo } satisfies SentAlong, ...(prompt && { prompt }) });
}

/** Whether the provider's cookie reaches it from a frame within this page. Elsewhere browsers withhold it. */
function isReachedFromFrame({ issuer }: SignInConfig): boolean {
  return new URL(issuer).hostname === location.hostname;
}

/** Asks the provider whether it knows the person, without a question to them. Null says that it does not. */
export async function signInSilently(settings: SignInConfig, returnTo: string): Promise<StoredSession | null> {
  const provider = manager(settings);
  if (!isReachedFromFrame(settings)) {
    await provider.signinRedirect({ prompt: "none", state: { returnTo } satisfies SentAlong });
    return new Promise(() => undefined); // this page is being left
  }
  try {
    return await provider.signinSilent({ forceIframeAuth: true });
  } catch (error) {
    if (isRefused(error)) return null;
    throw error;
  }
}

/** Finishes a redirect; `user` is null when it was a silent one and the provider does not know the person. */
export async function finishRedirect(
  settings: SignInConfig,
): Promise<{ user: StoredSession | null; returnTo: string | undefined }> {
  try {
    const user = await manager(settings).signinRedirectCallback();
    return { user, returnTo: (user.state as SentAlong | undefined)?.returnTo };
  } catch (error) {
    if (!isRefused(error)) throw error;
    return { user: null, returnTo: (error.state as SentAlong | undefined)?.returnTo };
  }
}

/** A new token by the refresh token; where that is spent, by what the provider remembers of the person. */
export async function renewed(settings: SignInConfig, refreshes: boolean): Promise<StoredSession | null> {
  const provider = manager(settings);
  if (refreshes) {
    try {
      return await provider.signinSilent();
    } catch (error) {
      if (!(error instanceof ErrorResponse)) throw error;
    }
  }
  return isReachedFromFrame(settings) ? provider.signinSilent({ forceIframeAuth: true }) : null;
}

/** Takes the tokens back where the provider can do that in time. */
export async function revoke(settings: SignInConfig): Promise<void> {
  const waited = new Promise((resolve) => setTimeout(resolve, REVOKED_WITHIN_MS));
  const revoked = manager(settings).revokeTokens(["refresh_token"]);
  await Promise.race([waited, revoked.catch(() => undefined)]);
}

/** Ends the session at the provider too, which leads back with the word as `state` (RP-initiated logout, section 3). */
export async function signOutByRedirect(settings: SignInConfig, word: string, hint: string | undefined): Promise<void> {
  await manager(settings).signoutRedirect({ extraQueryParams: { state: word }, ...(hint && { id_token_hint: hint }) });
}
