/** Row errors as a CSV that a spreadsheet opens without doing anything with it. */
import type { RowError } from "../api";

function cell(value: string | number | null): string {
  const text = String(value ?? "");
  // A leading =, +, - or @ would be a formula to a spreadsheet.
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",;\n\r]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

export function errorsAsCsv(errors: readonly RowError[]): string {
  const rows = errors.map((error) => [error.line, error.column, error.code, error.detail].map(cell).join(","));
  return ["line,column,code,detail", ...rows].join("\r\n") + "\r\n";
}

/** With the mark by which a spreadsheet knows that it is UTF-8. */
export function csvFile(errors: readonly RowError[]): Blob {
  return new Blob(["\uFEFF", errorsAsCsv(errors)], { type: "text/csv;charset=utf-8" });
}
