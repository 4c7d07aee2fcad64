/** One kind of thing in a service: its list, one of it, saving it, moving it, its list as a file. Declared once per feature. */
import { queryOptions, useMutation, useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useState } from "react";
import { ifMatch, newKey, once, seen, send, versioned } from "./calls";
import type { ServiceName } from "./clients";
import type {
  ChangedOf,
  ChangeOf,
  CreatedOf,
  FilterOf,
  HasFile,
  MoveOf,
  NewOf,
  OneOf,
  PathOf,
  RowOf,
} from "./contracts";
import { usePages, type KeysetPage } from "./use-pages";

export interface Existing {
  id: string;
  etag: string;
}

/** One move of a thing in the version in which it was seen. */
export interface Moved<Name extends string> {
  id: string;
  version: number;
  move: Name;
  body?: Record<string, unknown>;
}

/** What became of one of many: the status, state and refusal that its own move would have been answered with. */
export interface Outcome {
  id: string;
  status: number;
  state?: string | null;
  code?: string | null;
  detail?: string | null;
}

export interface ManyMoved {
  done: number;
  refused: number;
  items: readonly Outcome[];
}

/** One move of many things. */
export interface MoveMany {
  ids: readonly string[];
  move: string;
  reason?: string;
}

/** Filters of a list by name; an empty one is not asked for. */
export type Filters<Name extends string> = Partial<Record<Name, string>>;

interface Options<Method, File> {
  /** How the contract changes one: all of it (put) or what is named (patch). */
  change?: Method;
  /** Rows per page; the service's own number when left out. */
  limit?: number;
  /** Set it where the contract lets the list be had as a file. */
  file?: File;
  /** Further query keys that a change of one invalidates, beside those below its own path. */
  touches?: readonly QueryKey[];
}

/**
 * The beginning of every query key of a path: "/v1/signoffs" of governance is ["governance", "signoffs"], and
 * "/v1/me/signoffs" is ["governance", "signoffs", "mine"], so that invalidating one invalidates the reader's own too.
 */
export function keyOf(service: ServiceName, path: string): readonly string[] {
  const [first, ...rest] = path.split("/").slice(2);
  return first === "me" ? [service, ...rest, "mine"] : [service, first ?? "", ...rest];
}

/** The same list has the same key, whether a filter is empty or not named. */
function inUse(filters: Filters<string>): Filters<string> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value));
}

const WITH_DRAFTS = { refetchOnWindowFocus: false, refetchOnReconnect: false } as const;

export function resource<S extends ServiceName, P extends PathOf<S>, M extends "put" | "patch" = "put">(
  service: S,
  path: P,
  { change, limit, file, touches = [] }: Options<M, HasFile<S, P> extends true ? boolean : false> = {},
) {
  const key = keyOf(service, path);
  const at = (id: string) => `${path}/${encodeURIComponent(id)}`;
  const one = (id: string) =>
    queryOptions({
      queryKey: [...key, "one", id],
      queryFn: () => versioned(send<OneOf<S, P>>(service, "GET", at(id))),
    });

  /** Reads anew what is on screen of these things, and of what depends on them. */
  function useRefresh() {
    const queries = useQueryClient();
    return () => Promise.all([key, ...touches].map((queryKey) => queries.invalidateQueries({ queryKey })));
  }

  return {
    key,
    hasFile: file === true,
    /** The pages of the list; give it to <ResourceList>. */
    useList: (filters: Filters<FilterOf<S, P> | "sort"> = {}) =>
      usePages([...key, "list", inUse(filters)], (cursor) =>
        send<KeysetPage<RowOf<S, P>>>(service, "GET", path, { query: { ...filters, limit, cursor } }).then(
          ({ data }) => data,
        ),
      ),
    /** The whole list that the filters select, in a file's form. */
    readFile: (format: "csv" | "xlsx", filters: Filters<FilterOf<S, P> | "sort">) =>
      send<Blob>(service, "GET", path, { query: { ...filters, format }, parseAs: "blob" }).then(({ data }) => data),
    one,
    /** The same, without refetching while somebody types. */
    edited: (id: string) => ({ ...one(id), ...WITH_DRAFTS }),
    /** The same key for every try until one succeeds: a repeated press gives the first answer again. */
    useCreate: () => {
      const [idempotency, renew] = useState(newKey);
      const refresh = useRefresh();
      return useMutation({
        mutationFn: (body: NewOf<S, P>) =>
          send<CreatedOf<S, P>>(service, "POST", path, { body, headers: once(idempotency) }).then(({ data }) => data),
        onSuccess: () => {
          renew(newKey());
          void refresh();
        },
      });
    },
    /** Refused with 412 when somebody changed it since this ETag. Done before the refetch: what was saved is no draft any more. */
    useChange: () => {
      const refresh = useRefresh();
      return useMutation({
        mutationFn: ({ id, etag, body }: Existing & { body: ChangeOf<S, P, M> }) =>
          send<ChangedOf<S, P, M>>(service, change === "patch" ? "PATCH" : "PUT", at(id), {
            body,
            headers: ifMatch(etag),
          }).then(({ data }) => data),
        onSuccess: () => void refresh(),
      });
    },
    /**
     * Moves one in the version that is on the screen: refused with 412 when it was changed since. Read anew after a refusal
     * too: it says that what is on screen is no longer so.
     */
    useMove: () =>
      useMutation({
        mutationFn: ({ id, version, move, body }: Moved<MoveOf<S, P>>) =>
          send<unknown>(service, "POST", `${at(id)}/${move}`, { body, headers: seen(version) }),
        onSettled: useRefresh(),
      }),
    /** Moves many, each by itself: what is refused stops no other. The same key for every try until one is answered. */
    useMoveMany: () => {
      const [idempotency, renew] = useState(newKey);
      const refresh = useRefresh();
      return useMutation({
        mutationFn: (body: MoveMany) =>
          send<ManyMoved>(service, "POST", `${path}/moves`, { body, headers: once(idempotency) }).then(
            ({ data }) => data,
          ),
        onSuccess: () => renew(newKey()),
        onSettled: () => void refresh(),
      });
    },
  };
}
