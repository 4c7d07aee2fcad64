import { beforeEach, expect, it } from "vitest";
import { forgetLastToday, keepLastToday, lastToday } from "./last-tasks";
import type { Task } from "./task";

const task = {
  id: "requirement:r1",
  kind: "requirement",
  subject: { type: "module", id: "m1", code: "101", title: { en: "Basics" } },
  reason: { code: "Required", params: {} },
} as unknown as Task;

beforeEach(() => {
  localStorage.clear();
});

it("keeps the last whole Today until it is forgotten", () => {
  keepLastToday("p1", [task]);
  expect(lastToday()).toMatchObject({ personId: "p1", tasks: [task] });
  forgetLastToday();
  expect(lastToday()).toBeNull();
});

it("does not read what an earlier version of the app kept in another shape", () => {
  const earlier = {
    id: "r1",
    kind: "requirement",
    subject: { title: {} },
    reason: { code: "Required" },
    href: "/learn",
  };
  keepLastToday("p1", [earlier as unknown as Task]);
  expect(lastToday()).toBeNull();
});
