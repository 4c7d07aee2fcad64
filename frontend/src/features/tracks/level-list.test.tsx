import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { show } from "@/test/show";
import type { TrackMap } from "./api";
import { LevelList } from "./level-list";

const node = (id: string, level: number, state: string, external = false) => ({
  id,
  code: id,
  title: { en: `Module ${id}` },
  level,
  minutes: 10,
  state,
  external,
});
const map = {
  code: "DEPOT",
  title: { en: "Depot" },
  edges: [],
  nodes: [node("110", 1, "open"), node("20", 1, "done"), node("300", 2, "locked"), node("X1", 1, "done", true)],
  levels: [
    { level: 1, modules: 2, done: 1 },
    { level: 2, modules: 1, done: 0 },
  ],
} as unknown as TrackMap;

it("lists each level in the order of its codes, says what comes next, and other tracks apart", async () => {
  show(<LevelList map={map} nextId="110" />);
  const links = (await screen.findAllByRole("link")).map((link) => link.textContent);
  expect(links).toEqual(["X1 Module X1", "20 Module 20", "110 Module 110", "300 Module 300"]);
  expect(screen.getByRole("img", { name: /1 .*2/ })).toBeVisible();
  const next = screen.getByRole("link", { name: /110/ }).closest("li") as HTMLElement;
  expect(within(next).getByText(/Next/i)).toBeVisible();
});
