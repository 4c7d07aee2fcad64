import { expect, it, vi } from "vitest";
import { ApiProblem } from "@/shared/api/problem";
import { fieldOf, showAtFields } from "./form-problem";

it.each([
  ["/title/nl", "title.nl"],
  ["/content/0/url", "content.0.url"],
  ["/a~1b", "a/b"],
])("the pointer %s is the field %s", (pointer, field) => {
  expect(fieldOf(pointer)).toBe(field);
});

it("a 422 stands at its fields; what has no field here is left to be said above", () => {
  const setErrors = vi.fn();
  const problem = new ApiProblem(422, "Malformed", "", [
    { pointer: "/title/nl", detail: "Too long" },
    { pointer: "/owner_id", detail: "Unknown" },
  ]);
  expect(showAtFields({ setErrors }, problem, ["title"])).toBe(false);
  expect(setErrors).toHaveBeenCalledWith({ "title.nl": "Too long", title: "Too long" });
});

it("a fault of a known kind is said in the reader's words, with its limit", () => {
  const setErrors = vi.fn();
  const problem = new ApiProblem(422, "Malformed", "", [
    { pointer: "/title/nl", detail: "String should have at most 200 characters", code: "string_too_long" },
    { pointer: "/variants/0/text", detail: "Field required", code: "missing" },
  ]);
  expect(showAtFields({ setErrors }, problem, ["title", "variants"])).toBe(true);
  expect(setErrors).toHaveBeenCalledWith({
    "title.nl": "This is too long: at most 200 characters.",
    title: "This is too long: at most 200 characters.",
    "variants.0.text": "Fill this in.",
  });
});

it("a code that is taken stands at the code", () => {
  const setErrors = vi.fn();
  expect(showAtFields({ setErrors }, new ApiProblem(409, "CodeTaken", "Choose another code."), ["code"])).toBe(true);
  expect(setErrors).toHaveBeenCalledWith({ code: expect.stringContaining("another") as string });
});
