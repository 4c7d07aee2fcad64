import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import PointRulesPage from "./point-rules-page";
import PointsOfPersonPage from "./points-of-person-page";

const rule = (code: string, state: string, allowed: string[]) => ({
  code,
  act: "share",
  reason: "share",
  title: { en: code },
  amount: 10,
  daily_cap: 40,
  diminishing: 0.8,
  state,
  active: state === "active",
  version: 3,
  allowed,
});
const RULES = "GET advocacy/v1/points/rules";
const MAY = { may: ["advocacy:points.manage", "advocacy:points.read"] } as const;

it("what is in force is changed by its act, in the version that was seen", async () => {
  const active = rule("share-2026", "active", ["retire"]);
  const network = services({
    [RULES]: () => ({ body: { items: [active, rule("share-2027", "draft", ["activate"])] } }),
    "GET advocacy/v1/points/rules/share-2026": () => ({ body: active, headers: { etag: '"v3"' } }),
    "PUT advocacy/v1/points/rules/share": () => ({ body: { ...active, amount: 15, version: 4 } }),
  });
  show(<PointRulesPage />, MAY);
  const row = await screen.findByRole("row", { name: /share-2026/ });
  expect(within(row).getByRole("button", { name: "Stop" })).toBeVisible();
  expect(screen.getByRole("row", { name: /share-2027/ })).toHaveTextContent("Put in force");
  await userEvent.click(within(row).getByRole("button", { name: "Change" }));
  const amount = await screen.findByRole("textbox", { name: /Points/ });
  await userEvent.clear(amount);
  await userEvent.type(amount, "15");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(network.of("PUT advocacy/v1/points/rules/share")).toHaveLength(1));
  const [asked] = network.of("PUT advocacy/v1/points/rules/share");
  expect(asked?.body).toEqual({ amount: 15, daily_cap: 40, diminishing: 0.8, active: true });
  expect(asked?.headers.get("if-match")).toBe('"v3"');
});

it("an entry that may be taken back is, with a reason", async () => {
  const entry = (id: string, amount: number, allowed: string[]) => ({
    id,
    amount,
    allowed,
    note: id,
    reason: "share",
    created_at: "2026-11-01T08:00:00Z",
  });
  const entries = [entry("earned", 10, ["reverse"]), entry("spent", -40, [])];
  const network = services({
    "GET training/v1/people/p1": () => ({ body: { id: "p1", given_name: "Noor", family_name: "Peeters" } }),
    "GET advocacy/v1/people/p1/points": () => ({ body: { balance: 1250, entries, next_cursor: null } }),
    "POST advocacy/v1/points/reversals": () => ({ status: 201, body: { balance: 1240, entries, next_cursor: null } }),
  });
  show(<PointsOfPersonPage />, { ...MAY, at: "/manage/points/people/p1", path: "/manage/points/people/$id" });
  expect(await screen.findByRole("heading", { name: "Points of Noor Peeters" })).toBeVisible();
  expect(screen.getByRole("row", { name: /spent/ }).querySelector("button")).toBeNull();
  await userEvent.click(within(screen.getByRole("row", { name: /earned/ })).getByRole("button", { name: "Take back" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.type(within(dialog).getByRole("textbox"), "Counted twice.");
  await userEvent.click(within(dialog).getByRole("button", { name: "Take back" }));
  await waitFor(() =>
    expect(network.of("POST advocacy/v1/points/reversals")[0]?.body).toEqual({
      entry_id: "earned",
      reason: "Counted twice.",
    }),
  );
});
