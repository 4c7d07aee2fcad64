import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { refusal, services } from "@/test/network";
import { show } from "@/test/show";
import AmbassadorPage from "./ambassador-page";
import ManageAmbassadorsPage from "./manage-ambassadors-page";

const MINE = "GET advocacy/v1/me/ambassadorship";
const OWN = { may: ["advocacy:ambassadorship.own"] } as const;
const STEPS = 4;
/** The buttons below the steps, which are buttons themselves. */
const offers = async () => (await screen.findAllByRole("button")).slice(STEPS);

it.each([
  ["invited", ["accept", "leave"], ["Yes, I accept", "Leave"]],
  ["accepted", ["activate", "leave"], ["Start", "Leave"]],
  ["nominated", ["leave"], ["Leave"]],
  ["alumni", [], ["I would like to"]],
])("an ambassador who is %s is offered what comes next", async (state, allowed, offered) => {
  services({ [MINE]: () => ({ body: { id: "a1", state, allowed } }) });
  show(<AmbassadorPage />, OWN);
  expect((await offers()).map((button) => button.textContent)).toEqual(offered);
});

it("who never was one may join", async () => {
  services({ [MINE]: () => refusal(404, "Missing") });
  show(<AmbassadorPage />, OWN);
  expect((await offers()).map((button) => button.textContent)).toEqual(["I would like to"]);
});

it("what is missing before the start is said with the way to it", async () => {
  const missing = [
    { code: "CertificateMissing", detail: "You need a certificate.", fix: { label: "Learn", href: "/learn" } },
  ];
  services({
    [MINE]: () => ({ body: { id: "a1", state: "accepted", allowed: ["activate", "leave"] } }),
    "POST advocacy/v1/me/ambassadorship/activate": () => refusal(409, "NotReady", { missing }),
  });
  show(<AmbassadorPage />, OWN);
  await userEvent.click(await screen.findByRole("button", { name: "Start" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("You need a certificate.");
  expect(screen.getByRole("link", { name: "Learn" })).toHaveAttribute("href", "/learn");
});

it("only a nominated ambassador can be invited, and an active one be let rest", async () => {
  const row = (id: string, state: string, allowed: string[]) => ({
    id,
    state,
    allowed,
    name: id,
    department: null,
    nominated_at: "2026-11-01T00:00:00Z",
  });
  services({
    "GET advocacy/v1/ambassadors": () => ({
      body: { items: [row("noor", "nominated", ["invite"]), row("sam", "active", ["rest"])] },
    }),
  });
  show(<ManageAmbassadorsPage />, { may: ["advocacy:ambassadors.manage"] });
  expect(await screen.findByRole("row", { name: /noor/ })).toHaveTextContent("Invite");
  expect(screen.getByRole("row", { name: /sam/ })).not.toHaveTextContent("Invite");
  expect(screen.getByRole("row", { name: /sam/ })).toHaveTextContent("Let rest");
  expect(screen.getByRole("row", { name: /noor/ })).not.toHaveTextContent("Let rest");
});
