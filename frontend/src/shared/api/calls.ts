/** Small words around a call: its body, its version, its key against doing it twice. */

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
