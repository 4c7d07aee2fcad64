import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import AnswersPage from "./answers-page";

const LIST = "GET governance/v1/guidelines/g1/versions/2/acknowledgements";
const NUMBERS = "GET governance/v1/guidelines/g1/versions/2/acknowledgement-summary";
const anna = {
  id: "a1",
  person_id: "p1",
  given_name: "Anna",
  family_name: "Visser",
  department: "Sales",
  state: "open",
  asked_because: "published",
  asked_at: "2026-11-01T08:00:00Z",
  due_at: "2026-11-15T08:00:00Z",
  overdue: true,
  answered_at: null,
};

it("shows who has not answered, and asks the service for one answer alone", async () => {
  const network = services({
    [LIST]: () => ({ body: { items: [anna], next_cursor: null } }),
    [NUMBERS]: () => ({ body: { asked: 9, accepted: 5, declined: 1, open: 3, overdue: 2 } }),
  });
  show(<AnswersPage />, { at: "/manage/guidelines/g1/answers/2", path: "/manage/guidelines/$id/answers/$number" });
  expect(await screen.findByText("Anna Visser")).toBeVisible();
  expect(screen.getByText("Overdue")).toBeVisible();
  await userEvent.click(screen.getByRole("radio", { name: "Declined" }));
  await waitFor(() => expect(network.of(LIST).at(-1)?.query).toMatchObject({ state: "declined" }));
  await userEvent.click(await screen.findByRole("button", { name: "3 Open, 2 of them late" }));
  await waitFor(() => expect(network.of(LIST).at(-1)?.query).toMatchObject({ state: "open" }));
});
