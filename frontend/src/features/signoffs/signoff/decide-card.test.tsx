import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { refusal, services } from "@/test/network";
import { show } from "@/test/show";
import type { Signoff } from "../api";
import { DecideCard } from "./decide-card";

const DECIDE = "POST governance/v1/signoffs/s1/decisions";
const signoff = {
  id: "s1",
  state: "running",
  my_turn: true,
  allowed: ["decide"],
  my_decision: null,
  submitted_by: "author",
  content_hash: "hash-1",
  reviewer_module: null,
  stage: 0,
} as unknown as Signoff;

it("decides on exactly the text that was read", async () => {
  const network = services({ [DECIDE]: () => refusal(503, "Unavailable") });
  show(<DecideCard signoff={signoff} />);
  await userEvent.click(await screen.findByRole("radio", { name: /Approve It is good/ }));
  await userEvent.click(screen.getByRole("button", { name: "Approve" }));
  await waitFor(() =>
    expect(network.of(DECIDE).at(0)?.body).toMatchObject({ decision: "approve", content_hash: "hash-1" }),
  );
});

it("asks for the reason of a rejection before it is sent", async () => {
  const network = services({});
  show(<DecideCard signoff={signoff} />);
  await userEvent.click(await screen.findByRole("radio", { name: /Reject/ }));
  await userEvent.click(screen.getByRole("button", { name: "Reject" }));
  expect(await screen.findByText("Choose a reason, so the authors know why.")).toBeVisible();
  expect(network.asked).toHaveLength(0);
});

it("lets nobody decide on their own work, nor out of turn", async () => {
  services({});
  const { unmount } = show(<DecideCard signoff={signoff} />, { me: "author" });
  expect(await screen.findByRole("status")).toBeVisible();
  expect(screen.queryByRole("radio")).not.toBeInTheDocument();
  unmount();
  show(<DecideCard signoff={{ ...signoff, my_turn: false, allowed: [] }} />);
  await waitFor(() => expect(screen.queryByRole("radio")).not.toBeInTheDocument());
});

it("says which module a reviewer needs first", async () => {
  services({ [DECIDE]: () => refusal(403, "ReviewerModuleMissing") });
  show(<DecideCard signoff={{ ...signoff, reviewer_module: "301" }} />);
  await userEvent.click(await screen.findByRole("radio", { name: /Approve It is good/ }));
  await userEvent.click(screen.getByRole("button", { name: "Approve" }));
  expect(await screen.findByRole("link")).toHaveAttribute("href", expect.stringContaining("/learn"));
  expect(screen.getByRole("status")).toHaveTextContent("301");
});
