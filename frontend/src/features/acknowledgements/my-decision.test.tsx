import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { refusal, services } from "@/test/network";
import { show } from "@/test/show";
import type { Asked } from "./api";
import { MyDecision } from "./my-decision";

const ANSWER = "POST governance/v1/acknowledgements/a1/answer";
const asked = {
  id: "a1",
  state: "open",
  version_number: 2,
  asked_at: "2026-11-01T08:00:00Z",
  answered_at: null,
  due_at: "2026-12-01T08:00:00Z",
  overdue: false,
  guideline: { code: "SOCIAL", title: { en: "Social media" } },
  clauses: [{ text: { en: "Be kind." } }],
  removed: [],
  allowed: ["accept", "decline"],
} as unknown as Asked;

it("sends a yes in the language that was read", async () => {
  const network = services({ [ANSWER]: () => refusal(503, "Unavailable") });
  show(<MyDecision asked={asked} />);
  await userEvent.click(await screen.findByRole("button", { name: "Yes, I have read it" }));
  await waitFor(() =>
    expect(network.of(ANSWER).at(0)?.body).toEqual({ accepted: true, language: "en", comment: null }),
  );
});

it("asks what stands in the way before it sends a no", async () => {
  const network = services({ [ANSWER]: () => refusal(503, "Unavailable") });
  show(<MyDecision asked={asked} />);
  await userEvent.click(await screen.findByRole("button", { name: "I do not agree" }));
  expect(network.asked).toHaveLength(0);
  await userEvent.type(screen.getByRole("textbox"), "Too strict");
  await userEvent.click(screen.getAllByRole("button").at(-1) as HTMLElement);
  await waitFor(() => expect(network.of(ANSWER).at(0)?.body).toMatchObject({ accepted: false, comment: "Too strict" }));
});

it("offers another answer only where the service allows one", async () => {
  const declined = { ...asked, state: "declined", answered_at: "2026-11-02T08:00:00Z", content_hash: "0" };
  const { unmount } = show(<MyDecision asked={{ ...declined, allowed: [] }} />);
  await screen.findByRole("heading", { level: 2 });
  expect(screen.queryByRole("button")).toBeNull();
  unmount();
  show(<MyDecision asked={{ ...declined, allowed: ["accept"] }} />);
  await userEvent.click(await screen.findByRole("button"));
  expect(await screen.findByRole("button", { name: "Yes, I have read it" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "I do not agree" })).toBeNull();
});

it("takes no answer to a version that was replaced meanwhile", async () => {
  services({ [ANSWER]: () => refusal(409, "AcknowledgementSuperseded") });
  show(<MyDecision asked={asked} />);
  await userEvent.click(await screen.findByRole("button", { name: "Yes, I have read it" }));
  expect(await screen.findByRole("status")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Yes, I have read it" })).not.toBeInTheDocument();
});
