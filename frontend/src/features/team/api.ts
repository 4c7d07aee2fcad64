/** My people, put together from the three services: each tells its part, and one that is away takes none of the others along. */
import { queryOptions, useQueries } from "@tanstack/react-query";
import { body, send } from "@/shared/api/calls";
import { advocacy, governance, training, type ServiceName } from "@/shared/api/clients";
import type { components as Advocacy } from "@/shared/api/generated/advocacy";
import type { components as Governance } from "@/shared/api/generated/governance";
import type { components as Training } from "@/shared/api/generated/training";
import { isProblem } from "@/shared/api/problem";
import { keyOf, resource, type Filters } from "@/shared/api/resource";
import { usePages, type KeysetPage } from "@/shared/api/use-pages";

export type Learning = Training["schemas"]["TeamMemberOut"];
export type Answers = Governance["schemas"]["TeamMemberOut"];
type Advocating = Advocacy["schemas"]["TeamMemberOut"];

export interface TeamMember {
  person: Learning["person"];
  /** Undefined while the service is away. */
  learning: Learning | undefined;
  answers: Answers | undefined;
  ambassador: Advocating["ambassador"] | undefined;
  away: readonly ServiceName[];
}

export type TeamFilter = "q" | "depth" | "late" | "leader";

const PAGE = 50;

interface Asked {
  q: string | undefined;
  depth: "direct" | "all";
  leader: string | undefined;
  overdue: boolean | undefined;
}

const asking = ({ q, depth, leader, late }: Filters<TeamFilter>): Asked => ({
  q: q || undefined,
  depth: depth === "all" ? "all" : "direct",
  leader: leader || undefined,
  overdue: late ? true : undefined,
});

/** Who is late with what is known to one service: that one is asked whose page it is. */
function leads(late: string | undefined): readonly ["training" | "governance", "training" | "governance"] {
  return late === "acknowledgements" ? ["governance", "training"] : ["training", "governance"];
}

/** One page of people: from the service that knows who belongs on it, then what the others know of the same people. */
async function readPage(filters: Filters<TeamFilter>, cursor: string | undefined): Promise<KeysetPage<TeamMember>> {
  const asked = asking(filters);
  const [first, second] = leads(filters.late);
  const [from, place] = cursor ? (cursor.split(" ") as [typeof first, string]) : [first, undefined];
  const query = { ...asked, limit: PAGE, cursor: place };
  let page;
  let told = from;
  try {
    page = await pageOf(from, query);
  } catch (error) {
    // A filter that only the absent service knows cannot be answered by the other one.
    if (cursor || asked.overdue || (isProblem(error) && error.status < 500)) throw error;
    told = second;
    page = await pageOf(second, query);
  }
  const ids = page.items.map((member) => member.person.id);
  const rest = await Promise.all([
    told === "training" ? listOf(page.items as Learning[]) : others(() => partOf("training", asked, ids)),
    told === "governance" ? listOf(page.items as Answers[]) : others(() => partOf("governance", asked, ids)),
    others(() => partOf("advocacy", asked, ids)),
  ]);
  return { items: joined(page.items, rest), next_cursor: page.next_cursor ? `${told} ${page.next_cursor}` : null };
}

type Part = readonly (Learning | Answers | Advocating)[] | undefined;

const listOf = (items: Part): Promise<Part> => Promise.resolve(items);

/** What another service adds, or undefined while it is away. */
function others(read: () => Promise<Part>): Promise<Part> {
  return read().catch(() => undefined);
}

function pageOf(service: "training" | "governance", query: Asked & { limit: number; cursor: string | undefined }) {
  const params = { params: { query } };
  return service === "training"
    ? body(training.GET("/v1/me/team", params))
    : body(governance.GET("/v1/me/team", params));
}

async function partOf(service: ServiceName, { depth, leader }: Asked, person: string[]): Promise<Part> {
  if (person.length === 0) return [];
  const params = { params: { query: { depth, leader, person, limit: PAGE } } };
  if (service === "training") return (await body(training.GET("/v1/me/team", params))).items;
  if (service === "governance") return (await body(governance.GET("/v1/me/team", params))).items;
  return (await body(advocacy.GET("/v1/me/team", params))).items;
}

const SERVICES: readonly ServiceName[] = ["training", "governance", "advocacy"];

export function joined(members: readonly { person: TeamMember["person"] }[], parts: readonly Part[]): TeamMember[] {
  const away = SERVICES.filter((_, at) => parts[at] === undefined);
  const [learning, answers, advocating] = parts.map((part) => new Map((part ?? []).map((one) => [one.person.id, one])));
  return members.map(({ person }) => ({
    person,
    learning: learning?.get(person.id) as Learning | undefined,
    answers: answers?.get(person.id) as Answers | undefined,
    ambassador: (advocating?.get(person.id) as Advocating | undefined)?.ambassador,
    away,
  }));
}

export const team = {
  hasFile: true,
  useList: (filters: Filters<TeamFilter | "sort">) =>
    usePages(["training", "team", filters], (cursor) => readPage(filters, cursor)),
  /** The file tells learning, or acknowledgements where those who are late with them are asked for. */
  readFile: (format: "csv" | "xlsx", filters: Filters<TeamFilter | "sort">) =>
    send<Blob>(leads(filters.late)[0], "GET", "/v1/me/team", {
      query: { ...asking(filters), format },
      parseAs: "blob",
    }).then(({ data }) => data),
};

export type TeamRequest = Training["schemas"]["TeamRequestOut"];

const REQUESTS = keyOf("training", "/v1/me/team/requests");

/** What I decide for my people: the first of them; all stand in the list of their kind. */
export function requestsQuery() {
  return queryOptions({
    queryKey: REQUESTS,
    queryFn: () => body(training.GET("/v1/me/team/requests", { params: { query: { limit: 20 } } })),
  });
}

export const waivers = resource("training", "/v1/waivers", {
  touches: [REQUESTS, keyOf("training", "/v1/me/tasks"), ["training", "tasks", "summary"]],
});

/** What waits for a decision of mine, by kind. */
const DECISIONS: Readonly<Record<string, string>> = {
  waiver: "/reviews/waivers",
  "release-decision": "/team",
  "sign-off": "/reviews",
  "redemption-decision": "/manage/rewards",
  "ambassador-nomination": "/manage/ambassadors",
};

export interface Waiting {
  kind: string;
  to: string;
  count: number;
}

export function decisionsIn(counts: readonly Readonly<Record<string, number>>[]): Waiting[] {
  return Object.entries(DECISIONS)
    .map(([kind, to]) => ({ kind, to, count: counts.reduce((sum, each) => sum + (each[kind] ?? 0), 0) }))
    .filter(({ count }) => count > 0);
}

export function useDecisions(): Waiting[] {
  const answers = useQueries({
    queries: [
      { queryKey: ["training", "tasks", "summary"], queryFn: () => body(training.GET("/v1/me/tasks/summary")) },
      { queryKey: ["advocacy", "tasks", "summary"], queryFn: () => body(advocacy.GET("/v1/me/tasks/summary")) },
      { queryKey: ["governance", "tasks", "summary"], queryFn: () => body(governance.GET("/v1/me/tasks/summary")) },
    ],
  });
  return decisionsIn(answers.map((answer) => (answer.data?.by_kind ?? {}) as Record<string, number>));
}
