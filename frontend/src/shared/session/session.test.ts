import { beforeEach, describe, expect, it, vi } from "vitest";

const KEY = `oidc.user:${location.origin}/idp:spa`;

function storedUser(expiresInSeconds: number, more: Record<string, unknown> = {}): string {
  const expires_at = Math.round(Date.now() / 1000) + expiresInSeconds;
  return JSON.stringify({
    access_token: "token-1",
    token_type: "Bearer",
    expires_at,
    profile: { name: "Noor" },
    ...more,
  });
}

describe("a session", () => {
  beforeEach(() => {
    vi.resetModules();
    sessionStorage.clear();
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
});
