import { describe, expect, it } from "vitest";
import type { ContentItem } from "./api";
import { isMine, itemAfter, nextItem, shareRead, standings } from "./progress";

const item = (id: string): ContentItem => ({ id, kind: "text", title: { en: id } });
const content = [item("a"), item("b"), item("c")];

describe("progress in a module", () => {
  it("opens at the first item that is not read", () => {
    expect(nextItem(content, ["a"])?.id).toBe("b");
    expect(nextItem(content, ["a", "b", "c"])?.id).toBe("a");
    expect(nextItem([], [])).toBeUndefined();
  });

  it("goes on to what is unread, also when that was skipped before", () => {
    expect(itemAfter(content, ["a"], "a")?.id).toBe("b");
    expect(itemAfter(content, ["b", "c"], "c")?.id).toBe("a");
    expect(itemAfter(content, ["a", "b", "c"], "c")).toBeUndefined();
  });

  it("does not count what was read and has been taken out since", () => {
    expect(shareRead(content, ["a", "gone"])).toEqual({ done: 1, total: 3, share: 1 / 3 });
    expect(shareRead([], ["gone"]).share).toBe(0);
  });

  it("knows what I finished, wherever, and forgets what was reversed", () => {
    const mine = standings(
      [
        { module_id: "m1", state: "in-progress", progress: { done: 1, total: 4 } },
        { module_id: "m2", state: "in-progress", progress: { done: 0, total: 4 } },
        { module_id: "m4", state: "withdrawn", progress: { done: 2, total: 4 } },
      ],
      [
        { module_id: "m2", reverses: null, reversed_by: null },
        { module_id: "m3", reverses: null, reversed_by: "c9" },
        { module_id: "m3", reverses: "c8", reversed_by: null },
      ],
    );
    expect(mine.get("m1")).toEqual({ mine: "started", share: 0.25 });
    expect(mine.get("m2")?.mine).toBe("done");
    expect(mine.has("m3")).toBe(false);
    expect(isMine({ id: "m4" }, "new", mine)).toBe(true);
    expect(isMine({ id: "m1" }, "done", mine)).toBe(false);
    expect(isMine({ id: "m1" }, "", mine)).toBe(true);
  });
});
