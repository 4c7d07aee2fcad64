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
  expect(setErrors).toHaveBeenCalledWith({ "title.nl": "Too long" });
});
