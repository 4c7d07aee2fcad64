import { describe, expect, it } from "vitest";
import type { Module } from "../api";
import { gapsIn, moduleBodyOf, moduleDraftOf, moved, newGoal, newItem, newModule } from "./module-form";

const module: Module = {
  id: "m1",
  code: "101",
  track_id: "t1",
  level: 2,
  title: { en: "Work and private" },
  goals: [{ en: "Tell them apart" }],
  minutes: 20,
  credits: 3,
  modality: "workshop",
  offline: true,
  completion_rule: "content",
  owner_id: "p1",
  platform: null,
  audience_group: null,
  risk_tags: ["privacy"],
  angle: null,
  state: "published",
  version: 4,
  edition: 2,
  created_at: "2026-11-01T00:00:00Z",
  updated_at: "2026-11-01T00:00:00Z",
  published_at: "2026-11-02T00:00:00Z",
  content: [
    {
      id: "c1",
      kind: "text",
      title: { en: "Read" },
      body: { en: "Words" },
      url: null,
      minutes: 5,
      guideline_code: null,
      guideline_version: null,
    },
    {
      id: "c2",
      kind: "policy-briefing",
      title: { en: "Rules" },
      body: null,
      url: null,
      minutes: null,
      guideline_code: "SOCIAL",
      guideline_version: 2,
    },
  ],
};

describe("a module from its form", () => {
  it("comes back as it was read, its items under the ids that keep people's progress", () => {
    const body = moduleBodyOf(moduleDraftOf(module));
    expect(body.content).toEqual(module.content);
    expect(body).toMatchObject({
      code: "101",
      track_id: "t1",
      level: 2,
      goals: module.goals,
      minutes: 20,
      credits: 3,
      risk_tags: ["privacy"],
    });
  });

  it("lets the modality tell whether it happens in a room, unless the trainer said otherwise", () => {
    expect(moduleBodyOf(moduleDraftOf(module)).offline).toBeNull();
    expect(moduleBodyOf(moduleDraftOf({ ...module, offline: false })).offline).toBe(false);
  });

  it("leaves out goals without words and an address that no longer belongs to the kind", () => {
    const body = moduleBodyOf({
      ...newModule("t1", null),
      goals: [newGoal(), newGoal({ nl: "Weten" })],
      content: [{ ...newItem("text"), body: { en: "Words" }, url: "https://example.org/" }],
    });
    expect(body.goals).toEqual([{ nl: "Weten" }]);
    expect(body.content?.[0]).toMatchObject({ id: null, url: null, body: { en: "Words" } });
  });

  it("says what is missing before it is sent, at its field", () => {
    expect(gapsIn({ ...newModule(null, null), minutes: "", content: [newItem("video"), newItem("text")] })).toEqual({
      code: "need.code",
      track_id: "need.track",
      title: "need.title",
      minutes: "need.minutes",
      "content.0.title": "need.title",
      "content.0.url": "need.url",
      "content.1.title": "need.title",
      "content.1.body": "need.body",
    });
    expect(gapsIn(moduleDraftOf(module))).toEqual({});
  });

  it("moves an item and keeps the others in order", () => {
    expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
  });
});
