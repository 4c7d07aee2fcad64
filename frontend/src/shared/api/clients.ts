/** One typed client per service, with one middleware each: it adds the token to a request and throws an ApiProblem for a refusal. */
import createClient, { type Middleware } from "openapi-fetch";
import { accessToken, endSession } from "@/shared/session/session";
import type { paths as AdvocacyPaths } from "./generated/advocacy";
import type { paths as GovernancePaths } from "./generated/governance";
import type { paths as TrainingPaths } from "./generated/training";
import { problemFrom, unreachable } from "./problem";

export type ServiceName = "training" | "advocacy" | "governance";

const authenticated = (service: ServiceName): Middleware => ({
  async onRequest({ request }) {
    const token = await accessToken();
    if (token) request.headers.set("authorization", `Bearer ${token}`);
    if (!request.headers.has("accept-language"))
      request.headers.set("accept-language", document.documentElement.lang || "en");
    return request;
  },
  async onResponse({ request, response }) {
    if (response.ok || response.status === 304) return undefined;
    // Only 401 ends a session, and only one that we thought we had: a public page has nothing to end.
    if (response.status === 401 && request.headers.has("authorization")) endSession();
    throw await problemFrom(response, service);
  },
  onError() {
    return unreachable(service);
  },
});

const origin = globalThis.location?.origin ?? "";
// The global fetch is looked up at each call, so that tests can answer in its place.
const reach = (service: ServiceName) => ({
  baseUrl: `${origin}/api/${service}`,
  fetch: (request: Request) => globalThis.fetch(request),
});
/** Typed by the JSON that each path answers; a list that can be had as a file too is asked for one by `send`. */
export const training = createClient<TrainingPaths, "application/json">(reach("training"));
export const advocacy = createClient<AdvocacyPaths, "application/json">(reach("advocacy"));
export const governance = createClient<GovernancePaths, "application/json">(reach("governance"));
export const clients = { training, advocacy, governance } as const satisfies Record<ServiceName, unknown>;
for (const [service, client] of Object.entries(clients)) client.use(authenticated(service as ServiceName));
