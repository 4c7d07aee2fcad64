import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import ManageRewardsPage from "./manage-rewards-page";
import RewardsPage from "./rewards-page";

const reward = (id: string, cost: number, left: number | null) => ({
  id,
  title: { en: id },
  description: null,
  tax_note: null,
  cost,
  left,
});

it("a reward can be asked for when there are points enough and pieces left", async () => {
  services({
    "GET advocacy/v1/me/points": () => ({ body: { balance: 100, entries: [] } }),
    "GET advocacy/v1/rewards": () => ({
      body: { items: [reward("mug", 50, 3), reward("trip", 900, null), reward("cap", 10, 0)] },
    }),
    "GET advocacy/v1/me/redemptions": () => ({ body: { items: [] } }),
  });
  show(<RewardsPage />);
  await screen.findByRole("article", { name: "mug" });
  const enabled = (id: string) => !screen.getByRole("article", { name: id }).querySelector("button")?.disabled;
  await waitFor(() => expect(["mug", "trip", "cap"].map(enabled)).toEqual([true, false, false]));
});

it("a request is decided step by step: approved or refused, then given", async () => {
  const redemption = (id: string, state: string, allowed: string[]) => ({
    id,
    allowed,
    state,
    name: id,
    person_id: id,
    reward_title: { en: "mug" },
    cost: 50,
    requested_at: "2026-11-01T08:00:00Z",
    note: null,
  });
  const items = [
    redemption("new", "requested", ["approve", "refuse"]),
    redemption("promised", "approved", ["fulfil", "refuse"]),
    redemption("over", "fulfilled", []),
  ];
  services({
    "GET advocacy/v1/redemptions": () => ({ body: { items } }),
    "GET advocacy/v1/rewards": () => ({ body: { items: [] } }),
  });
  show(<ManageRewardsPage />, { may: ["advocacy:redemptions.decide"] });
  const offered = async (name: RegExp) =>
    [...(await screen.findByRole("row", { name })).querySelectorAll("button")].map((button) => button.textContent);
  expect(await offered(/new/)).toEqual(["Approve", "Refuse"]);
  expect(await offered(/promised/)).toEqual(["Mark as given", "Refuse"]);
  expect(await offered(/over/)).toEqual([]);
});
