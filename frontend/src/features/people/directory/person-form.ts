/** A person as the form holds them, and as the service takes them. */
import type { components } from "@/shared/api/generated/training";
import type { Person } from "../api";

type NewPerson = components["schemas"]["AddPerson"];

export interface PersonDraft {
  given_name: string;
  family_name: string;
  employee_number: string;
  user_name: string;
  email: string;
  locale: string;
  department: string;
  division: string;
  job_profile: string;
  location: string;
  manager_id: string | null;
  active: boolean;
}

export const NEW_PERSON: PersonDraft = {
  given_name: "",
  family_name: "",
  employee_number: "",
  user_name: "",
  email: "",
  locale: "nl",
  department: "",
  division: "",
  job_profile: "",
  location: "",
  manager_id: null,
  active: true,
};

export const NEEDED = ["given_name", "family_name", "employee_number", "user_name", "email"] as const;
export const PLACES = ["department", "division", "job_profile", "location"] as const;

export function personDraftOf(person: Person): PersonDraft {
  return {
    given_name: person.given_name,
    family_name: person.family_name,
    employee_number: person.employee_number ?? "",
    user_name: person.user_name ?? "",
    email: person.email ?? "",
    locale: person.locale ?? "en",
    department: person.department ?? "",
    division: person.division ?? "",
    job_profile: person.job_profile ?? "",
    location: person.location ?? "",
    manager_id: person.manager_id ?? null,
    active: person.active ?? true,
  };
}

const orNull = (value: string): string | null => value.trim() || null;

export function personBodyOf(draft: PersonDraft): NewPerson {
  return {
    ...draft,
    department: orNull(draft.department),
    division: orNull(draft.division),
    job_profile: orNull(draft.job_profile),
    location: orNull(draft.location),
  };
}

/** Only what was changed: the employee number stays with a person for good. */
export function personChangeOf(draft: PersonDraft, before: PersonDraft) {
  const then = personBodyOf(before) as Record<string, unknown>;
  const changed = Object.entries(personBodyOf(draft)).filter(([name, value]) => value !== then[name]);
  return Object.fromEntries(changed.filter(([name]) => name !== "employee_number"));
}
