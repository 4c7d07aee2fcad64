import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as session from "@/shared/session/session";
import { forgetAllDrafts, keepDraft, keptDraft } from "./kept-draft";

const SHAPE = { title: "" };
const person = (id: string | undefined) => vi.spyOn(session, "signedInSubject").mockReturnValue(id);

beforeEach(() => {
  person("noor");
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  forgetAllDrafts();
});

it("is the person's own, and nobody's once they sign out", () => {
  keepDraft("a", { title: "Mine" }, '"v1"');
  expect(keptDraft("a", SHAPE)).toMatchObject({ draft: { title: "Mine" }, etag: '"v1"' });
  person("sam");
  expect(keptDraft("a", SHAPE)).toBeNull();
  person("noor");
  forgetAllDrafts();
  expect(keptDraft("a", SHAPE)).toBeNull();
});

it("is not kept for somebody who has not signed in", () => {
  person(undefined);
  keepDraft("a", { title: "Nobody's" }, undefined);
  expect(Object.keys(localStorage).filter((key) => key.startsWith("kring.draft."))).toEqual([]);
});

it("is too old after a month, and of no use to a form with other fields", () => {
  vi.useFakeTimers({ now: new Date("2026-10-01T08:00:00Z") });
  keepDraft("a", { title: "Old" }, undefined);
  expect(keptDraft("a", { ...SHAPE, added_since: "" })).toBeNull();
  vi.setSystemTime(new Date("2026-11-02T08:00:00Z"));
  expect(keptDraft("a", SHAPE)).toBeNull();
});
