import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { training } from "@/shared/api/clients";
import { show } from "@/test/show";
import { RowErrors } from "./row-errors";

const job = {
  id: "i1",
  status: "succeeded" as const,
  file_name: "people.csv",
  error_count: 51,
  errors_listed: 51,
  error_codes: [
    { code: "InvalidEmail", count: 50 },
    { code: "InvalidLocale", count: 1 },
  ],
};

it("shows every row error in the end, a page at a time", { timeout: 60_000 }, async () => {
  const page = (first: number, count: number, next: string | null) => ({
    items: Array.from({ length: count }, (_, n) => ({
      line: first + n,
      column: "email",
      code: "InvalidEmail",
      detail: "?",
    })),
    next_cursor: next,
  });
  const get = vi.spyOn(training, "GET").mockImplementation((_path: unknown, options: unknown) => {
    const { cursor } = (options as { params: { query: { cursor?: string } } }).params.query;
    const data = cursor === undefined ? page(2, 50, "more") : page(52, 1, null);
    return Promise.resolve({ data, response: new Response() }) as never;
  });
  show(<RowErrors job={job} />);
  expect(await screen.findAllByRole("row", undefined, { timeout: 20_000 })).toHaveLength(51);
  await userEvent.click(screen.getByRole("button", { name: "Show more" }));
  expect(await screen.findByText("52", undefined, { timeout: 20_000 })).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Show more" })).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole("radio", { name: /Unknown language/ }));
  expect(get).toHaveBeenLastCalledWith("/v1/people/imports/{import_id}/errors", {
    params: { path: { import_id: "i1" }, query: { code: "InvalidLocale", limit: 50, cursor: undefined } },
  });
});

it("says how many of very many errors are listed", { timeout: 60_000 }, async () => {
  vi.spyOn(training, "GET").mockResolvedValue({
    data: { items: [{ line: 2, column: "email", code: "InvalidEmail", detail: "?" }], next_cursor: null },
    response: new Response(),
  } as never);
  show(<RowErrors job={{ ...job, error_count: 1_600_000, errors_listed: 10_000 }} />);
  expect(await screen.findByText(/The first 10,000 of 1,600,000 are listed/)).toBeInTheDocument();
});
