/** What the services find for the command palette's query; a service that does not answer is left out. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { advocacy, governance, training } from "@/shared/api/clients";
import { useLocalized } from "@/shared/i18n/localized";
import { peopleSearchQuery } from "@/shared/people/person-queries";
import { useMe } from "@/shared/session/me";

interface FoundItem {
  id: string;
  label: string;
  description: string;
  to: string;
  search?: Record<string, string>;
}

interface Found {
  kind: "modules" | "content" | "guidelines" | "people";
  items: FoundItem[];
}

const ENOUGH_LETTERS = 2;
const limit = 6;

export function useFoundThings(q: string): readonly Found[] {
  const { may } = useMe();
  const localized = useLocalized();
  const asked = q.length >= ENOUGH_LETTERS;
  const manner = { staleTime: 60_000, placeholderData: keepPreviousData };

  const modules = useQuery({
    ...manner,
    queryKey: ["training", "modules", "search", q],
    queryFn: () => body(training.GET("/v1/modules", { params: { query: { q, limit, state: "published" } } })),
    enabled: asked,
  });
  const content = useQuery({
    ...manner,
    queryKey: ["advocacy", "content", "search", q],
    queryFn: () => body(advocacy.GET("/v1/content", { params: { query: { q, limit, state: "published" } } })),
    enabled: asked,
  });
  const guidelines = useQuery({
    queryKey: ["governance", "guidelines", "names"],
    queryFn: () => body(governance.GET("/v1/guidelines", { params: { query: { limit: 200 } } })),
    staleTime: 5 * 60_000,
    enabled: asked,
  });
  const people = useQuery({ ...manner, ...peopleSearchQuery(q), enabled: asked && may("training:people.list") });
  if (!asked) return [];

  const wanted = q.toLocaleLowerCase();
  return [
    {
      kind: "modules",
      items: (modules.data?.items ?? []).map((module) => ({
        id: module.id,
        label: localized(module.title),
        description: module.code,
        to: `/learn/modules/${module.id}`,
      })),
    },
    {
      kind: "content",
      items: (content.data?.items ?? []).map((item) => ({
        id: item.id,
        label: localized(item.title),
        description: "",
        to: "/share",
        search: { content: item.id },
      })),
    },
    {
      kind: "guidelines",
      items: (guidelines.data?.items ?? [])
        .filter((guideline) => guideline.in_force !== null)
        .map((guideline) => ({
          id: guideline.id,
          label: localized(guideline.title),
          description: guideline.code,
          to: `/guidelines/${guideline.code}`,
        }))
        .filter((item) => `${item.label} ${item.description}`.toLocaleLowerCase().includes(wanted)),
    },
    {
      kind: "people",
      items: (people.data?.items ?? []).map((person) => ({
        id: person.id,
        label: `${person.given_name} ${person.family_name}`,
        description: [person.job_profile, person.department].filter(Boolean).join(" · "),
        to: `/people/${person.id}`,
      })),
    },
  ];
}
