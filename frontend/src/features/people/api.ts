/** The people directory and the imports that fill it. */
import { queryOptions } from "@tanstack/react-query";
import { body, once } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";
import type { components } from "@/shared/api/generated/training";
import { resource } from "@/shared/api/resource";
import type { Encoding, Inspection, Reading } from "./imports/reading";

export type Person = components["schemas"]["ColleagueOut"];
export type PeopleImport = components["schemas"]["PeopleImportOut"];
export type ImportSummary = components["schemas"]["PeopleImportSummaryOut"];
export type RowError = components["schemas"]["RowErrorOut"];

const POLL_EVERY_MS = 800;
const PAGE = 50;
const LARGEST_PAGE = 200;

export const people = resource("training", "/v1/people", { change: "patch", limit: PAGE, file: true });
export const imports = resource("training", "/v1/people/imports", { limit: 20 });

export function isOver(job: Pick<ImportSummary, "status">): boolean {
  return job.status === "succeeded" || job.status === "failed";
}

/** Asked again and again until the work is over; it goes on whether anyone looks or not. */
export function importQuery(id: string) {
  return queryOptions({
    queryKey: [...imports.key, id],
    queryFn: () => body(training.GET("/v1/people/imports/{import_id}", { params: { path: { import_id: id } } })),
    refetchInterval: (query) => (query.state.data && !isOver(query.state.data) ? POLL_EVERY_MS : false),
  });
}

/** What was wrong with which row, in the order of the file; of one kind when a code is given. */
export function listErrors(id: string, code: string, cursor: string | undefined, limit = PAGE) {
  const query = { code: code || undefined, limit, cursor };
  return body(training.GET("/v1/people/imports/{import_id}/errors", { params: { path: { import_id: id }, query } }));
}

/** What follows from the error on a line. */
export function listConsequences(id: string, line: number, cursor: string | undefined) {
  const query = { caused_by: line, limit: PAGE, cursor };
  return body(training.GET("/v1/people/imports/{import_id}/errors", { params: { path: { import_id: id }, query } }));
}

/** All of them, page after page, to take along. */
export async function allErrors(id: string, cursor?: string): Promise<RowError[]> {
  const page = await listErrors(id, "", cursor, LARGEST_PAGE);
  return page.next_cursor ? [...page.items, ...(await allErrors(id, page.next_cursor))] : page.items;
}

/** So much of a CSV says what its columns are. */
const LOOKED_AT = 200_000;
const UTF_16 = [
  [0xff, 0xfe],
  [0xfe, 0xff],
];
/** How a spreadsheet begins: packed, or as an old or locked one. */
const SPREADSHEET = [
  [0x50, 0x4b],
  [0xd0, 0xcf],
];

const begins = (bytes: Uint8Array, marks: readonly (readonly number[])[]) =>
  marks.some((mark) => mark.every((byte, place) => bytes[place] === byte));

/** Its first part, whole lines of it: a large CSV is sent once only. A spreadsheet is looked at as a whole. */
export async function firstPart(file: File): Promise<Blob> {
  if (file.size <= LOOKED_AT) return file;
  const bytes = new Uint8Array(await file.slice(0, LOOKED_AT).arrayBuffer());
  if (begins(bytes, SPREADSHEET)) return file;
  // The last line's end: a line feed, or the carriage return of an old file; in UTF-16 it has two bytes.
  const end = Math.max(bytes.lastIndexOf(10), bytes.lastIndexOf(13)) + 1;
  return new Blob([bytes.slice(0, begins(bytes, UTF_16) ? end + (end % 2) : end)]);
}

export async function inspectFile(file: File, encoding: Encoding): Promise<Inspection> {
  const part = await firstPart(file);
  return body(
    training.POST("/v1/people/imports/inspect", {
      params: { query: { encoding } },
      body: { file: file.name },
      bodySerializer: () => formOf(part, file.name),
    }),
  );
}

export function sendImport(file: File, dryRun: boolean, key: string, reading: Reading = {}): Promise<PeopleImport> {
  const { encoding, mapping } = reading;
  return body(
    training.POST("/v1/people/imports", {
      params: { query: { dry_run: dryRun, ...(encoding ? { encoding } : {}) } },
      headers: once(key),
      // The document calls the file's bytes a string; what travels is the file itself.
      body: { file: file.name },
      bodySerializer: () => {
        const form = formOf(file, file.name);
        if (mapping) form.append("mapping", JSON.stringify(mapping));
        return form;
      },
    }),
  );
}

function formOf(file: Blob, name: string): FormData {
  const form = new FormData();
  form.append("file", file, name);
  return form;
}
