/** How a file is to be read: which column of it each field of a person comes from, as HR sees and confirms it. */
import type { components } from "@/shared/api/generated/training";

export type Inspection = components["schemas"]["InspectionOut"];
export type Field = Inspection["missing"][number];
/** What may be said of a file's letters; a mark says UTF-16 itself. */
export type Encoding = Exclude<NonNullable<Inspection["encoding"]>, "utf-16">;
type Origin = components["schemas"]["ColumnOrigin"];

export const FIELDS = [
  "employee_number",
  "user_name",
  "given_name",
  "family_name",
  "email",
  "locale",
  "department",
  "division",
  "job_profile",
  "manager_employee_number",
  "location",
  "active",
] as const satisfies readonly Field[];

const NEEDED: ReadonlySet<Field> = new Set<Field>([
  "employee_number",
  "user_name",
  "given_name",
  "family_name",
  "email",
  "locale",
  "active",
]);

/** What everybody of a file can have in common. */
export const FOR_ALL: Partial<Record<Field, readonly string[]>> = {
  locale: ["nl", "en", "fr"],
  active: ["true"],
};

/** By field a column ("column:Afdeling"), one value for all ("all:nl"), or nothing. */
export type Choices = Partial<Record<Field, string>>;

/** What goes along with a file: nothing for one in the fields' own names. */
export interface Reading {
  encoding?: Encoding;
  mapping?: Partial<Record<Field, Origin>>;
}

export const isNeeded = (field: Field) => NEEDED.has(field);
export const ofColumn = (name: string) => `column:${name}`;
export const forAll = (value: string) => `all:${value}`;

/** A file whose headings are the fields' own names, all of them and no other: nothing to confirm. */
export function isOurs({ columns, missing }: Inspection): boolean {
  return missing.length === 0 && columns.every((column) => column.why === "exact");
}

/** What is proposed: the columns that were recognised; people sign in by their e-mail, and those in a file are here. */
export function proposed(inspection: Inspection, language: string): Choices {
  const found: Choices = {};
  for (const { field, name } of inspection.columns) if (field) found[field] = ofColumn(name);
  if (found.email !== undefined) found.user_name ??= found.email;
  found.locale ??= forAll(language);
  found.active ??= forAll("true");
  return found;
}

export function lacking(choices: Choices): readonly Field[] {
  return FIELDS.filter((field) => isNeeded(field) && choices[field] === undefined);
}

export function unused(inspection: Inspection, choices: Choices): readonly string[] {
  const used = new Set(Object.values(choices));
  return inspection.columns.map(({ name }) => name).filter((name) => !used.has(ofColumn(name)));
}

export function mappingOf(choices: Choices): NonNullable<Reading["mapping"]> {
  const origins = Object.entries(choices).map(([field, choice]) => {
    const [kind, value] = [choice.slice(0, choice.indexOf(":")), choice.slice(choice.indexOf(":") + 1)];
    return [field, kind === "column" ? { column: value } : { constant: value }] as const;
  });
  return Object.fromEntries(origins);
}
