import { describe, expect, it } from "vitest";
import { NEW_TRACK, trackBodyOf } from "./track-form";

describe("a track from its form", () => {
  it("is for everyone when nobody is named", () => {
    const body = trackBodyOf({
      ...NEW_TRACK,
      code: " SOCIAL ",
      title: { en: "Social" },
      audience: { ...NEW_TRACK.audience, everyone: false },
    });
    expect(body.audience?.everyone).toBe(true);
    expect(body.code).toBe("SOCIAL");
    expect(body.description).toBeNull();
  });

  it("forgets the names when the trainer goes back to everyone", () => {
    const body = trackBodyOf({
      ...NEW_TRACK,
      audience: { ...NEW_TRACK.audience, departments: ["Sales"], everyone: true },
    });
    expect(body.audience?.departments).toEqual([]);
  });

  it("is for those named otherwise", () => {
    const body = trackBodyOf({
      ...NEW_TRACK,
      audience: { ...NEW_TRACK.audience, departments: ["Sales"], everyone: false },
    });
    expect(body.audience).toMatchObject({ everyone: false, departments: ["Sales"] });
  });
});
