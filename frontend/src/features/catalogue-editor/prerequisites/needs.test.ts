import { describe, expect, it } from "vitest";
import { jsonOf, newGroup, newLevelNeed, newModuleNeed, sentenceOf, treeOf, type Words } from "./needs";

const words: Words = {
  module: (id) => `module ${id}`,
  level: (level) => `all of level ${level}`,
  and: (parts) => parts.join(" and "),
  or: (parts) => parts.join(" or "),
};

describe("what must come before a module", () => {
  const stored = {
    all_of: [{ module: "a" }, { any_of: [{ module: "b" }, { all_of: [{ module: "c" }, { level: 2 }] }] }, { level: 1 }],
  };

  it("comes back from the editor as it went in", () => {
    expect(jsonOf(treeOf(stored))).toEqual(stored);
  });

  it("reads absent parts that the service writes as null", () => {
    const answered = {
      module: null,
      level: null,
      any_of: null,
      all_of: [{ module: "a", level: null, all_of: null, any_of: null }],
    };
    expect(jsonOf(treeOf(answered))).toEqual({ all_of: [{ module: "a" }] });
  });

  it("gives a lone module a group to add to", () => {
    expect(treeOf({ module: "a" })).toMatchObject({ kind: "all", parts: [{ kind: "module", module: "a" }] });
  });

  it("asks nothing when every row was left empty", () => {
    expect(jsonOf(newGroup("any", [newModuleNeed(), newGroup("any", [newGroup("all")])]))).toEqual({ all_of: [] });
    expect(jsonOf(treeOf({}))).toEqual({ all_of: [] });
  });

  it("leaves an empty row out and keeps its neighbours in order", () => {
    const tree = newGroup("any", [newModuleNeed("a"), newModuleNeed(), newLevelNeed(3)]);
    expect(jsonOf(tree)).toEqual({ any_of: [{ module: "a" }, { level: 3 }] });
  });

  it("says it in a sentence, with brackets only where they are needed", () => {
    expect(sentenceOf(treeOf(stored), words)).toBe(
      "module a and (module b or (module c and all of level 2)) and all of level 1",
    );
    expect(sentenceOf(treeOf({ all_of: [{ any_of: [{ module: "b" }] }] }), words)).toBe("module b");
    expect(sentenceOf(treeOf({}), words)).toBe("");
  });
});
