/** Helps with a call: its body, its ETag, its idempotency key. */
import { clients, type ServiceName } from "./clients";

interface Answer<T> {
  data?: T;
  response: Response;
}

/** The body of a call. A refusal has already been thrown as ApiProblem by the client. */
export async function body<T>(call: Promise<Answer<T>>): Promise<T> {
  return (await call).data as T;
}

export interface Versioned<T> {
  value: T;
  /** The ETag to send back as If-Match; "*" when the server gave none. */
  etag: string;
}

export async function versioned<T>(call: Promise<Answer<T>>): Promise<Versioned<T>> {
  const { data, response } = await call;
  return { value: data as T, etag: response.headers.get("etag") ?? "*" };
}

/** Header for PUT, PATCH and DELETE: "change only what I have seen". */
export function ifMatch(etag: string): { "If-Match": string } {
  return { "If-Match": etag };
}

/** Header for a move of a thing in the version that is on the screen: refused (412) when it was changed since. */
export function seen(version: number): { "If-Match": string } {
  return ifMatch(`"v${version}"`);
}

/** Header for a POST that creates: the same key and body give the first answer again. */
export function once(key: string): { "Idempotency-Key": string } {
  return { "Idempotency-Key": key };
}

/** A fresh random word. `crypto.randomUUID` is missing on a plain-http address other than localhost; this is not. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

interface Call {
  /** A value that is empty or undefined is left out. */
  query?: Readonly<Record<string, string | number | boolean | undefined>>;
  headers?: Readonly<Record<string, string>>;
  body?: unknown;
  parseAs?: "blob";
}

type Untyped = (path: string, init: unknown) => Promise<{ data: unknown; response: Response }>;

/** A call at a path that is put together while running; whoever calls it says what the contract answers there. */
export async function send<T>(
  service: ServiceName,
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  { query = {}, ...call }: Call = {},
): Promise<{ data: T; response: Response }> {
  const asked = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined && value !== ""));
  const request = clients[service][method] as unknown as Untyped;
  const { data, response } = await request(path, { ...call, params: { query: asked } });
  return { data: data as T, response };
}
