import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import type { WholeRight } from "./api";
import { RightCard } from "./right-card";
import { SpeakingRightRing } from "./speaking-right-ring";

const right: WholeRight = {
  person_id: "p1",
  allowed: true,
  because: [{ code: "Certified", detail: "A valid certificate." }],
  missing: [],
  state: "granted",
  since: null,
  suspension: null,
  networks: {},
  moves: ["suspend"],
};
const SUSPEND = "POST governance/v1/speaking-rights/p1/suspend";

it("is paused with a reason, and given back without one", async () => {
  const network = services({
    [SUSPEND]: () => ({ body: right }),
    "POST governance/v1/speaking-rights/p1/reinstate": () => ({ body: right }),
  });
  const { unmount } = show(<RightCard right={right} />);
  await userEvent.click(await screen.findByRole("button"));
  const confirm = (await screen.findAllByRole("button")).at(-1) as HTMLElement;
  expect(confirm).toBeDisabled();
  await userEvent.type(screen.getByRole("textbox"), "A complaint");
  await userEvent.click(confirm);
  await waitFor(() => expect(network.of(SUSPEND).at(0)?.body).toEqual({ reason: "A complaint" }));
  expect(network.of(SUSPEND).at(0)?.headers.get("idempotency-key")).toBeTruthy();
  unmount();
  const suspension = {
    id: "s1",
    reason: "A complaint",
    until: null,
    suspended_by: null,
    suspended_at: "2026-11-01T08:00:00Z",
  };
  show(<RightCard right={{ ...right, allowed: false, suspension, moves: ["reinstate"] }} />);
  expect(await screen.findByText(/A complaint/)).toBeVisible();
  await userEvent.click(screen.getByRole("button"));
  await waitFor(() =>
    expect(network.of("POST governance/v1/speaking-rights/p1/reinstate").map(({ body }) => body)).toEqual([
      { suspension_id: "s1" },
    ]),
  );
});

it("offers nothing to a reader whom the service allows nothing", async () => {
  show(<RightCard right={{ ...right, moves: [] }} />);
  expect(await screen.findByText(/A valid certificate/)).toBeVisible();
  expect(screen.queryByRole("button")).toBeNull();
});

it("the ring asks for the reader's own right, not for one on a network of its own choosing", async () => {
  const network = services({
    "GET governance/v1/speaking-rights/check": () => ({ body: { allowed: true, because: [], missing: [] } }),
  });
  show(<SpeakingRightRing />, { me: "p1" });
  await waitFor(() =>
    expect(network.of("GET governance/v1/speaking-rights/check").at(0)?.query).toEqual({ person: "p1" }),
  );
});
