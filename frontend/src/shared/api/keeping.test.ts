import { beforeEach, expect, it, vi } from "vitest";
import * as session from "@/shared/session/session";
import { keeping } from "./keeping";
import { forgetReads, keepRead, readAgain } from "./kept-reads";
import { ApiProblem, kindOf, unreachable } from "./problem";

/** The browser's store of answers, as far as it is used here. */
function stubStore(): Map<string, Response> {
  const kept = new Map<string, Response>();
  const cache = {
    put: (key: string, answer: Response) => Promise.resolve(void kept.set(key, answer)),
    match: (key: string) => Promise.resolve(kept.get(key)?.clone()),
    keys: () => Promise.resolve([...kept.keys()]),
    delete: (key: string) => Promise.resolve(kept.delete(key)),
  };
  vi.stubGlobal("caches", {
    open: () => Promise.resolve(cache),
    delete: () => Promise.resolve(void kept.clear()),
  });
  return kept;
}

const query = (data?: unknown) => ({ queryHash: "q", state: { data }, setState: vi.fn() });
const person = (sub: string | undefined) => vi.spyOn(session, "signedInSubject").mockReturnValue(sub);
const away = () => Promise.reject(unreachable("training"));

beforeEach(() => {
  stubStore();
  person("noor");
});

it("reads again what came last when no line reaches the services, and says from when", async () => {
  await keepRead("q", { items: [1] });
  const asked = query();
  await expect(keeping(away, {} as never, asked)).resolves.toEqual({ items: [1] });
  await vi.waitFor(() => expect(asked.setState).toHaveBeenCalledWith({ dataUpdatedAt: expect.any(Number) }));
});

it("keeps to a refusal, and to what is on the screen already", async () => {
  await keepRead("q", { items: [1] });
  const gone = new ApiProblem(404, "Missing", "");
  await expect(keeping(() => Promise.reject(gone), {} as never, query())).rejects.toBe(gone);
  await expect(keeping(away, {} as never, query({ items: [2] }))).rejects.toMatchObject({ status: 0 });
});

it("gives nobody what another person read, and forgets on signing out", async () => {
  await keepRead("q", "mine");
  person("emma");
  expect(await readAgain("q")).toBeUndefined();
  person("noor");
  expect((await readAgain("q"))?.data).toBe("mine");
  await forgetReads();
  expect(await readAgain("q")).toBeUndefined();
});

it("tells the kinds of trouble apart", () => {
  const kinds = [0, 502, 503, 403, 404, 410, 500, 409].map((status) => kindOf(new ApiProblem(status, "X", "")));
  expect(kinds).toEqual(["offline", "away", "away", "forbidden", "gone", "gone", "fault", "refused"]);
  expect(kindOf(new TypeError("drawn wrongly"))).toBe("fault");
});
