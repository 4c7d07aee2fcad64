/** What the services find for the palette's words; a service that is away is simply silent here. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { peopleSearchQuery } from "@/shared/people/person-queries";
import { useMe } from "@/shared/session/me";

interface Found {
  kind: "modules" | "content" | "guidelines" | "people";
  items: { id: string; label: string; description?: string; to: string }[];
}

const ENOUGH_LETTERS = 2;

export function useFoundThings(q: string): readonly Found[] {
  const { may } = useMe();
  const enabled = q.length >= ENOUGH_LETTERS;
  const people = useQuery({
    ...peopleSearchQuery(q),
    enabled: enabled && may("training:people.read"),
    placeholderData: keepPreviousData,
  });
  if (!enabled) return [];
  return [
    {
      kind: "people",
      items: (people.data?.items ?? []).map((person) => ({
        id: person.id,
        label: `${person.given_name} ${person.family_name}`,
        description: [person.job_profile, person.department].filter(Boolean).join(" · "),
        to: `/manage/people?q=${encodeURIComponent(person.employee_number)}`,
      })),
    },
  ];
}
