import { describe, expect, it } from "vitest";
import { bodyOf, EMPTY_DRAFT } from "./content-form";

describe("content from a form", () => {
  it("leaves out empty copies and keeps what belongs to its kind alone", () => {
    const body = bodyOf({
      ...EMPTY_DRAFT,
      kind: "vacancy",
      title: { en: "Join us" },
      job_profile: " recruiter ",
      embargo_until: "2027-01-01",
      variants: [
        { network: "x", language: "en", text: " " },
        { network: "linkedin", language: "nl", text: "Kom erbij." },
      ],
    });
    expect(body.variants).toEqual([{ network: "linkedin", language: "nl", text: "Kom erbij." }]);
    expect(body.job_profile).toBe("recruiter");
    expect(body.embargo_until).toBeNull();
    expect(body.audience).toMatchObject({ everyone: true });
  });

  it("lets a last day run to its end", () => {
    expect(bodyOf({ ...EMPTY_DRAFT, valid_to: "2027-01-31" }).valid_to).toBe(
      new Date("2027-01-31T23:59:59").toISOString(),
    );
  });

  it("keeps what the form does not show, and the whole audience", () => {
    const stored = {
      ...EMPTY_DRAFT,
      title: { en: "Join us" },
      valid_from: "2027-01-01T08:00:00Z",
      disclosure: { nl: "#werk", en: "#work" },
    };
    const body = bodyOf({ ...stored, audience: { ...stored.audience, everyone: false, roles: ["manager"] } });
    expect(body).toMatchObject({
      valid_from: "2027-01-01T08:00:00Z",
      disclosure: { nl: "#werk", en: "#work" },
      audience: { roles: ["manager"] },
    });
  });
});
