import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { ApiProblem } from "@/shared/api/problem";
import { show } from "@/test/show";
import { EmptyState } from "./empty-state";
import { QueryState } from "./query-state";

const refetch = vi.fn();
const loading = { data: undefined, error: null, isPending: true, refetch };
const list = (data: string[]) => ({ data, error: null, isPending: false, refetch });
const empty = {
  when: (names: string[]) => names.length === 0,
  show: <EmptyState title="Nobody yet" text="Bring somebody." />,
};
const names = (data: string[]) => <p>{data.join(", ")}</p>;

describe("QueryState", () => {
  it("says that it is loading", async () => {
    show(
      <QueryState query={loading} empty={empty}>
        {names}
      </QueryState>,
    );
    expect(await screen.findByRole("status")).toHaveAttribute("aria-busy", "true");
  });

  it("shows what belongs in an empty place", async () => {
    show(
      <QueryState query={list([])} empty={empty}>
        {names}
      </QueryState>,
    );
    expect(await screen.findByText("Nobody yet")).toBeVisible();
  });

  it("says what happened, with the request id, and tries again when asked", async () => {
    const error = new ApiProblem(503, "Unavailable", "", [], "r-42");
    show(
      <QueryState query={{ data: undefined, error, isPending: false, refetch }} empty={empty}>
        {names}
      </QueryState>,
    );
    expect(await screen.findByRole("alert")).toHaveTextContent("This part is away for a moment");
    expect(screen.getByText("r-42")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(refetch).toHaveBeenCalledOnce();
  });

  it("shows the data, also when refreshing them failed", async () => {
    const error = new ApiProblem(0, "Unreachable", "");
    show(
      <QueryState query={{ ...list(["Noor"]), error }} empty={empty}>
        {names}
      </QueryState>,
    );
    expect(await screen.findByText("Noor")).toBeVisible();
  });
});
