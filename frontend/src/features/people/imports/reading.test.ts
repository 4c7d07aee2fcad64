import { expect, it } from "vitest";
import { isOurs, lacking, mappingOf, proposed, unused, type Inspection } from "./reading";

const column = (index: number, name: string, field: string | null) => ({
  index,
  name,
  filled: 1,
  samples: ["x"],
  field,
  why: field === name ? "exact" : field ? "synonym" : "none",
});
const inspection = {
  format: "csv",
  encoding: "utf-8",
  separator: ";",
  header_line: 1,
  columns: [
    column(0, "Personeelsnummer", "employee_number"),
    column(1, "Achternaam", "family_name"),
    column(2, "E-mail", "email"),
    column(3, "Kostenplaats: 2", null),
  ],
  missing: ["user_name", "given_name", "locale", "active"],
  errors: [],
} as unknown as Inspection;

it("proposes what was recognised, the e-mail to sign in by, and one language for all", () => {
  const choices = proposed(inspection, "nl");
  expect(mappingOf(choices)).toEqual({
    employee_number: { column: "Personeelsnummer" },
    family_name: { column: "Achternaam" },
    email: { column: "E-mail" },
    user_name: { column: "E-mail" },
    locale: { constant: "nl" },
    active: { constant: "true" },
  });
  expect(lacking(choices)).toEqual(["given_name"]);
  expect(unused(inspection, choices)).toEqual(["Kostenplaats: 2"]);
  expect(mappingOf({ given_name: "column:Kostenplaats: 2" })).toEqual({ given_name: { column: "Kostenplaats: 2" } });
});

it("asks nothing of a file in our own names", () => {
  expect(isOurs(inspection)).toBe(false);
  expect(isOurs({ ...inspection, missing: [], columns: [column(0, "email", "email")] } as unknown as Inspection)).toBe(
    true,
  );
});
