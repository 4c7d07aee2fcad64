import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { resource } from "@/shared/api/resource";
import { refusal, services } from "@/test/network";
import { show } from "@/test/show";
import { MoveButtons } from "./move-buttons";
import { NoticeHost } from "./notice-host";

const tracks = resource("training", "/v1/tracks", { change: "patch" });
const WORDS = {
  archive: { label: "Archive", done: "It is archived", ask: "For good?" },
  publish: { label: "Publish", done: "It is published", savedOnly: true },
};
const draft = { id: "t1", version: 4, state: "draft" };

it("shows the moves of the answer and no others, whatever the state and the permissions are", async () => {
  show(<MoveButtons of={tracks} thing={{ ...draft, allowed: ["publish", "unheard-of"] }} words={WORDS} />);
  expect(await screen.findByRole("button", { name: "Publish" })).toBeEnabled();
  expect(screen.getAllByRole("button")).toHaveLength(1);
});

it("shows what stands for no move when none is open", async () => {
  show(<MoveButtons of={tracks} thing={{ ...draft, allowed: [] }} words={WORDS} none="nothing to do" />);
  expect(await screen.findByText("nothing to do")).toBeVisible();
});

it("does not publish what is typed and not saved", async () => {
  show(<MoveButtons of={tracks} thing={{ ...draft, allowed: ["publish", "archive"] }} words={WORDS} unsaved />);
  expect(await screen.findByRole("button", { name: "Publish" })).toBeDisabled();
  expect(screen.getByRole("button", { name: "Archive" })).toBeEnabled();
});

it("asks before what cannot be undone, and keeps the question open when it is refused", async () => {
  const network = services({ "POST training/v1/tracks/t1/archive": () => refusal(409, "MoveNotAllowed") });
  show(<MoveButtons of={tracks} thing={{ ...draft, allowed: ["archive"] }} words={WORDS} />);
  await userEvent.click(await screen.findByRole("button", { name: "Archive" }));
  expect(await screen.findByText("For good?")).toBeVisible();
  expect(network.asked).toHaveLength(0);
  await userEvent.click(screen.getAllByRole("button", { name: "Archive" }).at(-1) as HTMLElement);
  await waitFor(() => expect(network.of("POST training/v1/tracks/t1/archive")).toHaveLength(1));
  expect(network.asked[0]?.headers.get("if-match")).toBe('"v4"');
  expect(screen.getByText("For good?")).toBeVisible();
});

it("explains a refusal beside the buttons where the screen knows how", async () => {
  services({ "POST training/v1/tracks/t1/publish": () => refusal(409, "NotPublishable") });
  const explain = (problem: { code: string }) => (problem.code === "NotPublishable" ? <p>No module yet</p> : undefined);
  show(
    <MoveButtons
      of={tracks}
      thing={{ ...draft, allowed: ["publish"] }}
      words={WORDS}
      explain={explain}
      lead="A draft"
    />,
  );
  expect(await screen.findByText("A draft")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Publish" }));
  expect(await screen.findByText("No module yet")).toBeVisible();
});

it("offers to take back what nothing was asked before, in the version it has by then", async () => {
  const network = services({
    "POST training/v1/tracks/t1/publish": () => ({ body: { ...draft, version: 5 } }),
    "POST training/v1/tracks/t1/archive": () => ({ body: { ...draft, version: 6 } }),
  });
  const words = { publish: { label: "Publish", done: "It is published", undo: "archive" } };
  show(
    <>
      <NoticeHost />
      <MoveButtons of={tracks} thing={{ ...draft, allowed: ["publish"] }} words={words} />
    </>,
  );
  await userEvent.click(await screen.findByRole("button", { name: "Publish" }));
  await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
  await waitFor(() => expect(network.of("POST training/v1/tracks/t1/archive")).toHaveLength(1));
  expect(network.of("POST training/v1/tracks/t1/archive")[0]?.headers.get("if-match")).toBe('"v5"');
});
