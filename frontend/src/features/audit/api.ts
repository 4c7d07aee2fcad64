/** The records of the three services: entries in one list, each chain verified, and files. */
import { queryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { send } from "@/shared/api/calls";
import type { ServiceName } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/training";
import { nextPage, START, type Place, type Told } from "./merge";

type Entry = components["schemas"]["AuditEntryOut"];
export type Verification = components["schemas"]["AuditVerificationOut"];
type Job = components["schemas"]["AuditVerificationJobOut"];
const POLL_EVERY_MS = 1500;
export type AuditEntry = Told<Entry>;

export const SERVICES: readonly ServiceName[] = ["training", "advocacy", "governance"];
export const FORMATS = ["csv", "xlsx", "jsonl"] as const;

export type AuditFilters = Record<"q" | "actor" | "action" | "subject" | "from" | "until" | "service", string>;

/** What a service is asked: a day begins and ends where the reader is. */
export function asked({ q, actor, action, subject, from, until }: AuditFilters) {
  const day = (date: string, add: number) => {
    if (!date) return "";
    const moment = new Date(`${date}T00:00:00`);
    moment.setDate(moment.getDate() + add);
    return moment.toISOString();
  };
  return { q, actor: actor && `person:${actor}`, action, subject, from: day(from, 0), until: day(until, 1) };
}

export function useAudit(filters: AuditFilters) {
  const services = SERVICES.filter((service) => !filters.service || service === filters.service);
  const sources = services.map((service) => ({
    service,
    read: async (cursor: string | undefined) => {
      const query = { ...asked(filters), limit: 50, cursor };
      return (await send<{ items: Entry[]; next_cursor?: string | null }>(service, "GET", "/v1/audit", { query })).data;
    },
  }));
  const query = useInfiniteQuery({
    queryKey: ["audit", filters],
    queryFn: ({ pageParam }) => nextPage(sources, pageParam),
    initialPageParam: START as Place<Entry>,
    getNextPageParam: (page) => page.next,
    select: ({ pages }) => ({ items: pages.flatMap(({ items }) => items), away: pages.at(-1)?.away ?? [] }),
  });
  return {
    ...query,
    more: { hasMore: query.hasNextPage, loading: query.isFetchingNextPage, load: () => void query.fetchNextPage() },
  };
}

/** Computed anew from the first seal: asked for by hand. A large record answers with the job that does it in steps. */
export function verificationQuery(service: ServiceName) {
  return queryOptions({
    queryKey: ["audit", "verification", service],
    queryFn: async () => {
      const { data, response } = await send<Verification | Job>(service, "GET", "/v1/audit/verification");
      return response.status === 202
        ? { job: (data as Job).id, result: null }
        : { job: null, result: data as Verification };
    },
    enabled: false,
    retry: false,
    gcTime: 0,
  });
}

/** How a verification in steps goes; it goes on whether anyone looks or not. */
export function stepsQuery(service: ServiceName, job: string | null | undefined) {
  return queryOptions({
    queryKey: ["audit", "verification", service, job],
    queryFn: async () => (await send<Job>(service, "GET", `/v1/audit/verifications/${job ?? ""}`)).data,
    enabled: Boolean(job),
    refetchInterval: (query) => (query.state.data?.state === "done" ? false : POLL_EVERY_MS),
  });
}

export async function readAuditFile(service: ServiceName, format: (typeof FORMATS)[number], filters: AuditFilters) {
  const query = { ...asked(filters), format };
  return (await send<Blob>(service, "GET", "/v1/audit", { query, parseAs: "blob" })).data;
}
