/** Sign-offs: what waits for whom, what it is about, and deciding. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { governance } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/governance";
import { resource } from "@/shared/api/resource";
import type { Pages } from "@/shared/api/use-pages";
import { shelfOf } from "./rules";

export type Summary = components["schemas"]["SignoffSummaryOut"];
export type Signoff = components["schemas"]["SignoffOut"];
export type Stage = Signoff["stages"][number];
export type Decision = components["schemas"]["DecisionOut"];
export type Decide = components["schemas"]["Decide"];
export type Verdict = components["schemas"]["Verdict"];

const signoffs = resource("governance", "/v1/signoffs", { limit: 50, file: true });
const mySignoffs = resource("governance", "/v1/me/signoffs", { limit: 50, file: true });
const KEY = signoffs.key;

interface Asked {
  show?: string;
  q?: string;
}

/** My turns come from a path of their own, those of others from that of all sign-offs. */
function shelved({ show, q = "" }: Asked) {
  const shelf = shelfOf(show);
  return {
    from: shelf === "mine" ? mySignoffs : signoffs,
    filters: shelf === "done" ? { q } : { q, state: "running" },
  };
}

/** One list on three shelves. */
export const inbox = {
  hasFile: true,
  useList: (asked: Asked): Pages<Summary> => {
    const { from, filters } = shelved(asked);
    const { useList } = from;
    return useList(filters);
  },
  readFile: (format: "csv" | "xlsx", asked: Asked) => {
    const { from, filters } = shelved(asked);
    return from.readFile(format, filters);
  },
};

export function signoffQuery(id: string) {
  return queryOptions({
    queryKey: [...KEY, id],
    queryFn: () => body(governance.GET("/v1/signoffs/{signoff_id}", { params: { path: { signoff_id: id } } })),
  });
}

export type SignoffRecord = components["schemas"]["RecordOut"];

/** Who decided what, over which text, with the hashes that prove it. */
export function recordQuery(id: string) {
  return queryOptions({
    queryKey: [...KEY, id, "record"],
    queryFn: () => body(governance.GET("/v1/signoffs/{signoff_id}/record", { params: { path: { signoff_id: id } } })),
  });
}

/** No key against doing it twice: a decision names its stage, in which each reviewer decides once. */
export function useDecide(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (decision: Decide) =>
      body(
        governance.POST("/v1/signoffs/{signoff_id}/decisions", {
          params: { path: { signoff_id: id } },
          body: decision,
        }),
      ),
    // Also after a refusal: it says that what is on the screen is no longer how it is.
    onSettled: async () => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: KEY }),
        queries.invalidateQueries({ queryKey: ["governance", "tasks"] }),
        queries.invalidateQueries({ queryKey: ["governance", "guidelines"] }),
      ]);
    },
  });
}
