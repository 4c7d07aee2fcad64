import { act, renderHook, waitFor } from "@testing-library/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { describe, expect, it } from "vitest";
import { refusal, services } from "@/test/network";
import { keyOf, resource } from "./resource";

const schemes = resource("training", "/v1/certification-schemes");
const requirements = resource("training", "/v1/requirements", { change: "patch", limit: 2 });

function hook<T>(use: () => T) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={queries}>{children}</QueryClientProvider>
  );
  return { ...renderHook(use, { wrapper }), queries };
}

describe("the key of a path", () => {
  it("puts the reader's own below the thing, so that both grow old together", () => {
    expect(keyOf("governance", "/v1/signoffs")).toEqual(["governance", "signoffs"]);
    expect(keyOf("governance", "/v1/me/signoffs")).toEqual(["governance", "signoffs", "mine"]);
    expect(keyOf("training", "/v1/people/imports")).toEqual(["training", "people", "imports"]);
  });
});

describe("a list", () => {
  it("asks page after page, with the filters that are in use and no others", async () => {
    const network = services({
      "GET training/v1/requirements": ({ query }) => ({
        body: query.cursor ? { items: [{ id: "r3" }] } : { items: [{ id: "r1" }, { id: "r2" }], next_cursor: "next" },
      }),
    });
    const { result } = hook(() => requirements.useList({ state: "draft", track_id: "" }));
    await waitFor(() => expect(result.current.data).toHaveLength(2));
    act(() => result.current.more.load());
    await waitFor(() => expect(result.current.data?.map((row) => row.id)).toEqual(["r1", "r2", "r3"]));
    expect(network.asked.map(({ query }) => query)).toEqual([
      { state: "draft", limit: "2" },
      { state: "draft", limit: "2", cursor: "next" },
    ]);
  });
});

describe("saving", () => {
  it("sends one key until it succeeds, then another", async () => {
    let refused = true;
    const network = services({
      "POST training/v1/certification-schemes": () =>
        refused ? refusal(503, "Unavailable") : { status: 201, body: { id: "s1" } },
    });
    const { result } = hook(() => schemes.useCreate());
    const create = () => act(() => result.current.mutateAsync({ code: "A" } as never).catch(() => undefined));
    await create();
    refused = false;
    await create();
    await create();
    const keys = network.asked.map(({ headers }) => headers.get("idempotency-key"));
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[1]);
  });

  it("changes what was seen, by the contract's method, and reads anew", async () => {
    const network = services({
      "GET training/v1/requirements/r1": () => ({ headers: { etag: '"v3"' }, body: { id: "r1" } }),
      "PATCH training/v1/requirements/r1": () => ({ body: { id: "r1" } }),
    });
    const { result, queries } = hook(() => requirements.useChange());
    const read = await queries.fetchQuery(requirements.one("r1"));
    expect(read).toEqual({ value: { id: "r1" }, etag: '"v3"' });
    await act(() => result.current.mutateAsync({ id: "r1", etag: read.etag, body: { due_in_days: 5 } as never }));
    const [sent] = network.of("PATCH training/v1/requirements/r1");
    expect(sent?.headers.get("if-match")).toBe('"v3"');
    expect(queries.getQueryState(requirements.one("r1").queryKey)?.isInvalidated).toBe(true);
  });
});

describe("a move", () => {
  it("moves what was seen, and reads anew after a refusal too: what is on screen is no longer so", async () => {
    const network = services({
      "GET training/v1/requirements/r1": () => ({ body: { id: "r1" } }),
      "POST training/v1/requirements/r1/retire": () => refusal(409, "MoveNotAllowed", { allowed: [] }),
    });
    const { result, queries } = hook(() => requirements.useMove());
    await queries.fetchQuery(requirements.one("r1"));
    await act(() => result.current.mutateAsync({ id: "r1", version: 3, move: "retire" }).catch(() => undefined));
    const [sent] = network.of("POST training/v1/requirements/r1/retire");
    expect(sent?.headers.get("if-match")).toBe('"v3"');
    expect(queries.getQueryState(requirements.one("r1").queryKey)?.isInvalidated).toBe(true);
  });
});
