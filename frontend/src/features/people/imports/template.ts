/** An empty file with one example, in the fields' own names: what it holds is read without any question. */
import { FIELDS } from "./reading";

const EXAMPLE = [
  "10017",
  "anna.devries",
  "Anna",
  "de Vries",
  "anna.devries@example.org",
  "nl",
  "Logistics",
  "Benelux",
  "planner",
  "10001",
  "Gent",
  "true",
];

/** With the mark by which a spreadsheet knows that it is UTF-8. */
export function templateFile(): Blob {
  return new Blob(["\uFEFF", `${FIELDS.join(",")}\r\n${EXAMPLE.join(",")}\r\n`], { type: "text/csv;charset=utf-8" });
}
