import { beforeEach, describe, expect, it, vi } from "vitest";

const provider = {
  signInSilently: vi.fn(),
  signInByRedirect: vi.fn(() => Promise.resolve()),
  finishRedirect: vi.fn(),
  renewed: vi.fn(() => Promise.resolve(null)),
  revoke: vi.fn(() => Promise.resolve()),
  signOutByRedirect: vi.fn(() => Promise.resolve()),
};
vi.mock("./provider", () => provider);

const KEY = `oidc.user:${location.origin}/idp:spa`;

function storedUser(expiresInSeconds: number, more: Record<string, unknown> = {}): string {
  const expires_at = Math.round(Date.now() / 1000) + expiresInSeconds;
  return JSON.stringify({
    access_token: "token-1",
    token_type: "Bearer",
    expires_at,
    profile: { name: "Noor", sub: "noor" },
    ...more,
  });
}

describe("a session", () => {
  beforeEach(() => {
    vi.resetModules();
    sessionStorage.clear();
    localStorage.removeItem("kring.person");
    localStorage.removeItem("kring.sign-outs");
    localStorage.removeItem("kring.signed-out");
    for (const each of Object.values(provider)) each.mockClear();
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(null, { status: 404 })));
  });

  it("is taken up from this tab and gives its token", async () => {
    sessionStorage.setItem(KEY, storedUser(300));
    const session = await import("./session");
    await session.startSession();
    await expect(session.accessToken()).resolves.toBe("token-1");
  });

  it("that has expired without a refresh token is none", async () => {
    sessionStorage.setItem(KEY, storedUser(-10));
    const session = await import("./session");
    await session.startSession();
    await expect(session.accessToken()).resolves.toBeNull();
  });

  it("ends at a 401, gives no token any more and redirects nowhere", async () => {
    sessionStorage.setItem(KEY, storedUser(300));
    const session = await import("./session");
    await session.startSession();
    const { training } = await import("@/shared/api/clients");
    vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ code: "Unauthenticated" }, { status: 401 })));
    await expect(training.GET("/v1/people/me")).rejects.toMatchObject({ status: 401 });
    await expect(session.accessToken()).resolves.toBeNull();
    expect(location.pathname).toBe("/");
  });

  it("goes on after a 403", async () => {
    sessionStorage.setItem(KEY, storedUser(300));
    const session = await import("./session");
    await session.startSession();
    const { training } = await import("@/shared/api/clients");
    vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ code: "Forbidden" }, { status: 403 })));
    await expect(training.GET("/v1/people/me")).rejects.toMatchObject({ status: 403 });
    await expect(session.accessToken()).resolves.toBe("token-1");
  });

  it("of another tab is found at the provider, once for all who ask", async () => {
    const session = await import("./session");
    await session.startSession();
    expect(await session.accessToken()).toBeNull();
    provider.signInSilently.mockResolvedValue(JSON.parse(storedUser(300)));
    await Promise.all([session.arrive(), session.arrive()]);
    expect(provider.signInSilently).toHaveBeenCalledTimes(1);
    await expect(session.accessToken()).resolves.toBe("token-1");
    expect(session.signedInSubject()).toBe("noor");
  });

  it("that the provider refuses leaves nobody signed in", async () => {
    const session = await import("./session");
    await session.startSession();
    provider.signInSilently.mockResolvedValue(null);
    await session.arrive();
    await expect(session.accessToken()).resolves.toBeNull();
    expect(session.signedInSubject()).toBeUndefined();
  });

  it("cannot be had while the provider is away: what is kept belongs to who was here last", async () => {
    localStorage.setItem("kring.person", "noor");
    const session = await import("./session");
    await session.startSession();
    provider.signInSilently.mockRejectedValue(new Error("no answer"));
    await session.arrive();
    expect(session.signedInSubject()).toBe("noor");
    provider.signInSilently.mockResolvedValue(JSON.parse(storedUser(300)));
    await expect(session.accessToken()).resolves.toBe("token-1");
  });

  it("ends when they sign out in another tab, also in a tab that slept", async () => {
    sessionStorage.setItem(KEY, storedUser(300));
    const session = await import("./session");
    await session.startSession();
    const forgotten = vi.fn();
    session.onSignOut(forgotten);
    localStorage.setItem("kring.sign-outs", "another");
    await expect(session.accessToken()).resolves.toBeNull();
    expect(forgotten).toHaveBeenCalledTimes(1);
    expect(sessionStorage.getItem(KEY)).toBeNull();
    expect(localStorage.getItem("kring.person")).toBeNull();
  });

  it("is not taken up again after a sign-out, whatever the tab still held", async () => {
    sessionStorage.setItem(KEY, storedUser(300));
    localStorage.setItem("kring.sign-outs", "another");
    const session = await import("./session");
    await session.startSession();
    await expect(session.accessToken()).resolves.toBeNull();
    expect(sessionStorage.getItem(KEY)).toBeNull();
  });

  it("tells the other tabs and gives its tokens back when it ends", async () => {
    sessionStorage.setItem(KEY, storedUser(300, { id_token: "hint" }));
    const session = await import("./session");
    await session.startSession();
    await session.signOut();
    expect(localStorage.getItem("kring.sign-outs")).not.toBeNull();
    expect(provider.revoke).toHaveBeenCalledTimes(1);
    const word = localStorage.getItem("kring.sign-outs");
    expect(provider.signOutByRedirect).toHaveBeenCalledWith(expect.anything(), word, "hint");
    expect(sessionStorage.getItem(KEY)).toBeNull();
  });

  it("that was ended here while the provider was away is taken up by nobody without their word", async () => {
    sessionStorage.setItem(KEY, storedUser(300));
    const session = await import("./session");
    await session.startSession();
    provider.signOutByRedirect.mockRejectedValueOnce(new Error("no answer"));
    await session.signOut();
    provider.signInSilently.mockResolvedValue(JSON.parse(storedUser(300)));
    await session.arrive();
    expect(provider.signInSilently).not.toHaveBeenCalled();
    await expect(session.accessToken()).resolves.toBeNull();
    await session.signIn("/today");
    expect(provider.signInByRedirect).toHaveBeenCalledWith(expect.anything(), "/today", "login");
    provider.finishRedirect.mockResolvedValue({ user: JSON.parse(storedUser(300)), returnTo: "/today" });
    await session.finishSignIn();
    await session.signIn("/today");
    expect(provider.signInByRedirect).toHaveBeenLastCalledWith(expect.anything(), "/today", undefined);
  });

  it("takes nothing of a renewal that comes back after they signed out", async () => {
    sessionStorage.setItem(KEY, storedUser(1, { refresh_token: "token-2" }));
    const session = await import("./session");
    await session.startSession();
    let come: (renewed: unknown) => void = () => undefined;
    provider.renewed.mockReturnValueOnce(new Promise((resolve) => (come = resolve as typeof come)));
    const token = session.accessToken();
    await session.signOut();
    sessionStorage.setItem(KEY, storedUser(300));
    come(JSON.parse(storedUser(300)));
    await expect(token).resolves.toBeNull();
    await expect(session.accessToken()).resolves.toBeNull();
    // The library has stored what it got: the tab that is loaded again takes none of it.
    vi.resetModules();
    const again = await import("./session");
    await again.startSession();
    await expect(again.accessToken()).resolves.toBeNull();
    expect(sessionStorage.getItem(KEY)).toBeNull();
  });

  it("whose end the provider has confirmed begins again without a second proof", async () => {
    localStorage.setItem("kring.signed-out", "a-word");
    history.replaceState(null, "", "/?state=a-word");
    const session = await import("./session");
    await session.startSession();
    expect(location.search).toBe("");
    await session.signIn("/today");
    expect(provider.signInByRedirect).toHaveBeenCalledWith(expect.anything(), "/today", undefined);
  });

  it("of another person shows nothing of the one before", async () => {
    localStorage.setItem("kring.person", "somebody-else");
    const session = await import("./session");
    await session.startSession();
    provider.signInSilently.mockRejectedValueOnce(new Error("no answer"));
    await session.arrive();
    const forgotten = vi.fn();
    session.onSignOut(forgotten);
    provider.signInSilently.mockResolvedValue(JSON.parse(storedUser(300)));
    await expect(session.accessToken()).resolves.toBe("token-1");
    expect(forgotten).toHaveBeenCalledTimes(1);
    expect(session.signedInSubject()).toBe("noor");
  });

  it("keeps no token where other tabs can read it", async () => {
    const session = await import("./session");
    await session.startSession();
    provider.signInSilently.mockResolvedValue(JSON.parse(storedUser(300, { refresh_token: "token-2" })));
    await session.arrive();
    expect(JSON.stringify({ ...localStorage })).not.toContain("token-");
  });
});

describe("the address somebody was heading for", () => {
  it("comes back with the sign-in, or else from this tab", async () => {
    const address = await import("./return-address");
    sessionStorage.clear();
    expect(address.takeAddress("/learn?q=a#b")).toBe("/learn?q=a#b");
    address.rememberAddress("/reviews/signoffs/1");
    expect(address.takeAddress(undefined)).toBe("/reviews/signoffs/1");
    expect(address.takeAddress(undefined)).toBe("/today");
  });

  it("is never one of another origin", async () => {
    const address = await import("./return-address");
    for (const slipped of ["//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example"])
      expect(address.takeAddress(slipped)).toBe("/today");
  });
});
