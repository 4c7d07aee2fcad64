/** The page of one thing, found by the id in the address: title, state, breadcrumbs, and the states of loading. */
import { useQuery, type QueryKey, type UseQueryOptions } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Versioned } from "@/shared/api/calls";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { Page, type Crumb, type Titled } from "./page";
import { QueryState } from "./query-state";
import { TextSkeleton } from "./skeletons";
import { StateBadge } from "./state-badge";

interface ResourcePageProps<Thing extends { state: string }, Key extends QueryKey> {
  /** What `resource()` gives. */
  of: { edited: (id: string) => UseQueryOptions<Versioned<Thing>, Error, Versioned<Thing>, Key> };
  /** The page's name until the thing is there. */
  kind: string;
  title: (thing: Thing) => Titled;
  lede?: (thing: Thing) => ReactNode;
  crumbs: (thing: Thing | undefined) => readonly Crumb[];
  actions?: (thing: Thing) => ReactNode;
  /** Beside the title; the state's badge when left out. */
  mark?: (thing: Thing) => ReactNode;
  /** Too much stands here for the width of a form. */
  wide?: (thing: Thing) => boolean;
  children: (read: Versioned<Thing>) => ReactNode;
}

export function ResourcePage<Thing extends { state: string }, Key extends QueryKey>(
  props: ResourcePageProps<Thing, Key>,
) {
  const {
    of,
    kind,
    title,
    lede,
    crumbs,
    actions,
    mark = (thing) => <StateBadge state={thing.state} />,
    wide,
    children,
  } = props;
  const query = useQuery(of.edited(useRouteParam("id")));
  const thing = query.data?.value;
  return (
    <Page
      narrow={!(thing && wide?.(thing))}
      title={thing ? title(thing) : kind}
      lede={thing && lede?.(thing)}
      mark={thing && mark(thing)}
      crumbs={crumbs(thing)}
      actions={thing && actions?.(thing)}
    >
      <QueryState query={query} skeleton={<TextSkeleton lines={8} />}>
        {children}
      </QueryState>
    </Page>
  );
}
