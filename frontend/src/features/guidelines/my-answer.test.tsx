import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import { MyAnswer } from "./my-answer";

const ASKED = "GET governance/v1/me/acknowledgements";
const asked = {
  id: "a1",
  state: "accepted",
  version_number: 2,
  answered_at: "2026-11-01T08:00:00Z",
  asked_at: "2026-10-01T08:00:00Z",
  due_at: "2026-11-10T08:00:00Z",
  overdue: false,
};
const said = (items: object[]) => services({ [ASKED]: () => ({ body: { items } }) });

it("an answer to an earlier version still counts when the newer one changed nothing for the reader", async () => {
  said([asked]);
  show(<MyAnswer code="SOCIAL" number={3} />);
  expect(await screen.findByText(/so your answer still counts/)).toBeVisible();
  expect(screen.getByRole("link", { name: "See my answer" })).toHaveAttribute("href", "/guidelines/acknowledge/a1");
});

it("an open question that is late says so and asks for an answer", async () => {
  said([{ ...asked, state: "open", answered_at: null, overdue: true }]);
  show(<MyAnswer code="SOCIAL" number={2} />);
  expect(await screen.findByText(/It is never too late/)).toBeVisible();
  expect(screen.getByRole("link", { name: "Read and answer" })).toBeVisible();
});

it("says nothing to who was never asked", async () => {
  const network = said([{ ...asked, state: "superseded" }]);
  show(<MyAnswer code="SOCIAL" number={2} />);
  await waitFor(() => expect(network.asked).toHaveLength(1));
  expect(screen.queryByRole("link")).not.toBeInTheDocument();
});
