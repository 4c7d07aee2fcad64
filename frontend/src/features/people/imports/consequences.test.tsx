import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { training } from "@/shared/api/clients";
import { show } from "@/test/show";
import { Consequences } from "./consequences";

const cause = { line: 5, column: "email", code: "InvalidEmail", detail: "?", consequences: 30 };

it("folds what follows from a fault and lists it when it is asked for", { timeout: 60_000 }, async () => {
  const get = vi.spyOn(training, "GET").mockResolvedValue({
    data: { items: [{ line: 7, column: null, code: "UnknownManager", detail: "Nobody." }], next_cursor: null },
    response: new Response(),
  } as never);
  show(<Consequences importId="i1" cause={cause} />);
  const fold = await screen.findByRole("button", { name: "30 errors follow from it" }, { timeout: 20_000 });
  expect(get).not.toHaveBeenCalled();
  await userEvent.click(fold);
  expect(await screen.findByText(/Nobody\./, undefined, { timeout: 20_000 })).toBeInTheDocument();
  expect(get).toHaveBeenCalledWith("/v1/people/imports/{import_id}/errors", {
    params: { path: { import_id: "i1" }, query: { caused_by: 5, limit: 50, cursor: undefined } },
  });
  expect(fold).toHaveAttribute("aria-expanded", "true");
});

it("shows nothing where nothing follows", () => {
  show(<Consequences importId="i1" cause={{ ...cause, consequences: 0 }} />);
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
});
