import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import AnswersPage from "./answers-page";

const LIST = "GET governance/v1/guidelines/g1/versions/2/people";
const anna = {
  person_id: "p1",
  given_name: "Anna",
  family_name: "Visser",
  employee_number: null,
  department: "Sales",
  head: { id: "p2", name: "Bea Claes" },
  state: "late",
  since: null,
  asked_at: "2026-11-01T08:00:00Z",
  due_at: "2026-11-15T08:00:00Z",
};
const summary = { late: 2, open: 1, accepted: 0, declined: 0, answered: 6 };

it("shows who has not answered, and asks the service for one part alone", async () => {
  const network = services({
    [LIST]: () => ({ body: { items: [anna], next_cursor: null, summary } }),
    "GET governance/v1/guidelines/g1": () => ({ body: { id: "g1", code: "social", title: { en: "Our words" } } }),
  });
  show(<AnswersPage />, { at: "/team/guidelines/g1/2", path: "/team/guidelines/$id/$number" });
  expect(await screen.findByText("Anna Visser")).toBeVisible();
  expect(screen.getByText("Bea Claes")).toBeVisible();
  // What was answered is not for everybody.
  expect(screen.queryByRole("button", { name: /Declined/ })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "6 Answered" }));
  await waitFor(() => expect(network.of(LIST).at(-1)?.query).toMatchObject({ state: "answered" }));
});
