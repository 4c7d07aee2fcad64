import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { refusal, services } from "@/test/network";
import { show } from "@/test/show";
import { Moves } from "./moves";

const MAY = { may: ["training:catalogue.write"] } as const;
const DRAFT = { id: "m1", version: 1, state: "draft", allowed: ["publish", "archive"] };

it("a draft can be published, what is published can only be archived", async () => {
  const { unmount } = show(<Moves kind="module" thing={DRAFT} unsaved={false} />, MAY);
  expect(await screen.findByRole("button", { name: "Publish" })).toBeEnabled();
  unmount();
  show(
    <Moves kind="module" thing={{ id: "m1", version: 1, state: "published", allowed: ["archive"] }} unsaved={false} />,
    MAY,
  );
  expect(await screen.findByRole("button", { name: "Archive" })).toBeEnabled();
  expect(screen.queryByRole("button", { name: "Publish" })).not.toBeInTheDocument();
});

it("says in the reader's words what a module still lacks, and a service's own sentence where there are none", async () => {
  const missing = [
    { code: "GoalMissing", detail: "x" },
    { code: "SomethingNew", detail: "Add a picture." },
  ];
  services({ "POST training/v1/modules/m1/publish": () => refusal(409, "NotPublishable", { missing }) });
  show(<Moves kind="module" thing={DRAFT} unsaved={false} />, MAY);
  await userEvent.click(await screen.findByRole("button", { name: "Publish" }));
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("A goal: what somebody can do afterwards.");
  expect(alert).toHaveTextContent("Add a picture.");
});

it("what is archived has no moves", async () => {
  show(<Moves kind="track" thing={{ id: "t1", version: 1, state: "archived", allowed: [] }} unsaved={false} />, MAY);
  expect(await screen.findByRole("alert")).toBeVisible();
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
});
