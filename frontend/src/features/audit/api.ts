/** The records of the three services: entries in one list, each chain verified, and files. */
import { queryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { send } from "@/shared/api/calls";
import type { ServiceName } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/training";
import { nextPage, START, type Place, type Told } from "./merge";

type Entry = components["schemas"]["AuditEntryOut"];
type Verification = components["schemas"]["AuditVerificationOut"];
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

/** Computed anew from the first seal: asked for by hand. */
export function verificationQuery(service: ServiceName) {
  return queryOptions({
    queryKey: ["audit", "verification", service],
    queryFn: async () => (await send<Verification>(service, "GET", "/v1/audit/verification")).data,
    enabled: false,
    retry: false,
    gcTime: 0,
  });
}

export async function readAuditFile(service: ServiceName, format: (typeof FORMATS)[number], filters: AuditFilters) {
  const query = { ...asked(filters), format };
  return (await send<Blob>(service, "GET", "/v1/audit", { query, parseAs: "blob" })).data;
}
