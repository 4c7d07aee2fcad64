/** The text of a reminder: for whom, of what, by when, why, and where. Whoever reads it here sends it themselves. */
import type { TFunction } from "i18next";
import { formatsFor } from "@/shared/format/use-format";
import type { Language } from "@/shared/i18n/language";
import { pick } from "@/shared/i18n/localized";
import type { Line, Requirement } from "./api";

export type Reminded = Pick<Line, "person_id" | "given_name" | "family_name" | "state" | "due_at">;
type Asked = Pick<Requirement, "subject" | "reason">;

/** Who has done it, or is exempt, is not reminded. */
export function toRemind<Row extends Reminded>(chosen: readonly Row[]): Row[] {
  return chosen.filter(({ state }) => state === "open" || state === "overdue");
}

export function linkTo({ subject }: Asked, origin: string): string {
  return `${origin}/learn/${subject.kind === "track" ? `tracks/${subject.code}` : `modules/${subject.id}`}`;
}

/** `t` speaks the language that the text is written in. */
export function reminderText(
  t: TFunction<"requirements">,
  language: Language,
  requirement: Asked,
  people: readonly Reminded[],
  origin: string,
): string {
  const format = formatsFor(language);
  const title = pick(requirement.subject.title, language);
  const reason = pick(requirement.reason, language);
  const only = people.length === 1 ? people[0] : undefined;
  const days = new Map<string, string[]>();
  for (const one of [...people].sort((a, b) => a.due_at.localeCompare(b.due_at))) {
    const due = t(one.state === "overdue" ? "remind.wasDue" : "remind.due", { date: format.date(one.due_at) });
    days.set(due, [...(days.get(due) ?? []), `${one.given_name} ${one.family_name}`]);
  }
  return [
    only ? t("remind.hello", { name: only.given_name }) : t("remind.helloAll"),
    t("remind.text", { title }),
    [...days].map(([due, names]) => (only ? due : t("remind.of", { due, names: format.list(names) }))).join("\n"),
    reason && t("remind.why", { reason }),
    t("remind.link", { link: linkTo(requirement, origin) }),
  ]
    .filter(Boolean)
    .join("\n\n");
}
