import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import type { Eligibility, Enrolment, Module } from "../api";
import { ModuleScreen } from "./module-screen";

const module = {
  id: "m1",
  code: "201",
  title: { en: "Speak up" },
  level: 2,
  minutes: 15,
  credits: 1,
  modality: "e-learning",
  state: "published",
  goals: [],
  content: [],
  track_id: "t1",
} as unknown as Module;
const may = {
  module_id: "m1",
  eligible: true,
  waived: false,
  missing: [],
  shortest_path: [],
  minutes: 0,
  reachable: true,
} as unknown as Eligibility;
const first = { kind: "module", module_id: "m0", code: "101", title: { en: "Begin" }, available: true };

it("who meets what it asks can begin", async () => {
  const network = services({
    "POST training/v1/enrolments": () => ({ body: { id: "e1", module_id: "m1", state: "enrolled", read: [] } }),
  });
  show(<ModuleScreen module={module} enrolment={null} eligibility={may} map={undefined} />);
  await userEvent.click(await screen.findByRole("button"));
  await waitFor(() =>
    expect(network.of("POST training/v1/enrolments").at(0)?.body).toEqual({ module_id: "m1", again: false }),
  );
});

it("who does not yet sees what comes first, and no way to begin", async () => {
  services({});
  const eligibility = { ...may, eligible: false, reachable: false, missing: [first] } as unknown as Eligibility;
  show(<ModuleScreen module={module} enrolment={null} eligibility={eligibility} map={undefined} />);
  expect(await screen.findByRole("link", { name: "101 Begin" })).toHaveAttribute("href", "/learn/modules/m0");
  expect(screen.queryByRole("heading", { name: /ready|start/i, level: 2 })).not.toBeInTheDocument();
});

it("offers to stop only while the answer allows it", async () => {
  services({});
  const enrolment = {
    id: "e1",
    module_id: "m1",
    state: "in-progress",
    version: 2,
    progress: { done: 0, total: 1 },
    read_items: [],
    completion_id: null,
    allowed: ["withdraw"],
  } as unknown as Enrolment;
  const screenOf = (mine: Enrolment) => (
    <ModuleScreen module={module} enrolment={mine} eligibility={may} map={undefined} />
  );
  const { unmount } = show(screenOf(enrolment));
  expect(await screen.findByRole("button", { name: "Stop with this module" })).toBeVisible();
  unmount();
  show(screenOf({ ...enrolment, allowed: [] }));
  expect(await screen.findByRole("heading", { level: 1 })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Stop with this module" })).not.toBeInTheDocument();
});
