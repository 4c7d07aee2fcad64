import { afterEach, describe, expect, it, vi } from "vitest";
import { body } from "./calls";
import { training } from "./clients";
import { ApiProblem, isProblem, problemFrom } from "./problem";

function refusal(status: number, document: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(document), {
    status,
    headers: { "content-type": "application/problem+json", ...headers },
  });
}

describe("problemFrom", () => {
  it("keeps the code, the sentence, the pointers, the request id and every further member", async () => {
    const problem = await problemFrom(
      refusal(422, {
        type: "/problems/prerequisite-cycle",
        title: "Cycle",
        status: 422,
        code: "PrerequisiteCycle",
        detail: "201 needs 101 needs 201.",
        errors: [{ pointer: "/all_of/0", detail: "closes the circle" }],
        request_id: "r-1",
        modules: ["101", "201"],
      }),
    );
    expect(problem).toMatchObject({ status: 422, code: "PrerequisiteCycle", requestId: "r-1" });
    expect(problem.detail).toBe("201 needs 101 needs 201.");
    expect(problem.errors).toEqual([{ pointer: "/all_of/0", detail: "closes the circle" }]);
    expect(problem.members.modules).toEqual(["101", "201"]);
  });

  it("makes do with the status when a proxy answers with a plain page", async () => {
    const problem = await problemFrom(
      new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "x-request-id": "r-2" } }),
    );
    expect(problem).toMatchObject({ status: 502, code: "Unexplained", requestId: "r-2", isAway: true });
  });
});

describe("the clients", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("throw a refusal instead of returning it", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(refusal(403, { code: "OwnWork", detail: "Somebody else decides." })));
    const refused = await body(training.GET("/v1/people/me")).catch((error: unknown) => error);
    expect(isProblem(refused, "OwnWork")).toBe(true);
  });

  it("say Unreachable when no answer comes", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    const failed = await body(training.GET("/v1/people/me")).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ApiProblem);
    expect(failed).toMatchObject({ status: 0, code: "Unreachable" });
  });

  it("give the body of an answer", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ id: "p1", permissions: [] })));
    await expect(body(training.GET("/v1/people/me"))).resolves.toMatchObject({ id: "p1" });
  });
});
