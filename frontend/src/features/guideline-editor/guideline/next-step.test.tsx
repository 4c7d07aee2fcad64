import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import type { Guideline, WholeVersion } from "../api";
import { NextStep } from "./next-step";

const guideline = { id: "g1", code: "SOCIAL" } as Guideline;
const version = (state: string, allowed: readonly string[]) =>
  ({ number: 2, state, allowed, clauses: [], signoff_id: "s1" }) as unknown as WholeVersion;
const step = (state: string, ...allowed: readonly string[]) =>
  show(<NextStep guideline={guideline} version={version(state, allowed)} />);

it("a draft says which kinds of clause it lacks, before it can be sent in", async () => {
  services({});
  step("draft", "edit", "submit");
  expect(await screen.findByText("Before it can be reviewed")).toBeVisible();
  expect(screen.getAllByRole("listitem")).toHaveLength(4);
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
});

it("what is in sign-off leads to its sign-off", async () => {
  services({});
  step("in-signoff");
  expect(await screen.findByRole("link")).toHaveAttribute("href", "/reviews/signoffs/s1");
});

it("what is signed off is published by who may, and by nobody else", async () => {
  services({});
  const { unmount } = step("signed-off");
  expect(screen.queryByRole("button", { name: "Publish" })).not.toBeInTheDocument();
  unmount();
  step("signed-off", "edit", "publish");
  expect(await screen.findByRole("button", { name: "Publish" })).toBeVisible();
});
