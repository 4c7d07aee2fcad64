/** The services in a test: answers by method and path, and everything that was asked of them. */
import { vi } from "vitest";

interface Asked {
  method: string;
  /** Without the origin and "/api", e.g. "training/v1/tracks". */
  path: string;
  query: Record<string, string>;
  headers: Headers;
  body: unknown;
}

interface Said {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

type Answer = (asked: Asked) => Said;

export interface Network {
  asked: Asked[];
  /** What was asked by one method at one path, the last one last. */
  of: (call: string) => Asked[];
}

const PROBLEM = { "content-type": "application/problem+json" };

/** A refusal as a service says it. */
export function refusal(status: number, code: string, members: Record<string, unknown> = {}): Said {
  return { status, headers: PROBLEM, body: { code, status, title: code, detail: code, ...members } };
}

/** A form with a file, as text; everything else that is sent is JSON. */
function isForm(request: Request): boolean {
  return request.headers.get("content-type")?.startsWith("multipart/form-data") ?? false;
}

/** `services({ "GET training/v1/tracks": () => ({ body: { items: [] } }) })`; a call without an answer is a 404. */
export function services(answers: Readonly<Record<string, Answer>>): Network {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const address = new URL(request.url);
    const text = await request.text();
    const call: Asked = {
      method: request.method,
      path: address.pathname.replace(/^\/api\//, ""),
      query: Object.fromEntries(address.searchParams),
      headers: request.headers,
      body: isForm(request) ? text : text === "" ? undefined : (JSON.parse(text) as unknown),
    };
    asked.push(call);
    const {
      status = 200,
      headers = {},
      body,
    } = answers[`${call.method} ${call.path}`]?.(call) ?? refusal(404, "Missing");
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { "content-type": "application/json", ...headers },
    });
  });
  return { asked, of: (name) => asked.filter((each) => `${each.method} ${each.path}` === name) };
}
