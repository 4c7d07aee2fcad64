import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import InboxPage from "./inbox-page";

const signoff = (id: string, my_turn: boolean) => ({
  id,
  state: "running",
  my_turn,
  overdue: false,
  subject: { code: id, number: 1, title: { en: id }, guideline_id: id },
  template_name: "Careful",
  stage: 0,
  stages_total: 2,
  stage_name: "Judge",
  due_at: null,
  my_decision: null,
  submitted_at: "2026-11-01T08:00:00Z",
  closed_at: null,
});

it("shows my turns first, and the turns of others on their own shelf", async () => {
  const items = [signoff("Mine", true), signoff("Theirs", false)];
  const network = services({
    "GET governance/v1/me/signoffs": () => ({ body: { items } }),
    "GET governance/v1/signoffs": () => ({ body: { items } }),
  });
  show(<InboxPage />, { at: "/reviews" });
  expect(await screen.findByRole("heading", { name: "Mine" })).toBeVisible();
  expect(screen.queryByRole("heading", { name: "Theirs" })).not.toBeInTheDocument();
  await userEvent.click(screen.getAllByRole("radio")[1] as HTMLElement);
  expect(await screen.findByRole("heading", { name: "Theirs" })).toBeVisible();
  await waitFor(() =>
    expect(network.of("GET governance/v1/signoffs").at(0)?.query).toEqual({ state: "running", limit: "50" }),
  );
});

it("searches the shelf that is shown, and says so when nothing is found", async () => {
  const network = services({ "GET governance/v1/me/signoffs": () => ({ body: { items: [] } }) });
  show(<InboxPage />, { at: "/reviews?q=holiday" });
  expect(await screen.findByText("Nothing found")).toBeVisible();
  expect(network.of("GET governance/v1/me/signoffs").at(0)?.query).toMatchObject({ q: "holiday", state: "running" });
});
