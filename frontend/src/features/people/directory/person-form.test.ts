/** What of a person's form goes to the service. */
import { expect, it } from "vitest";
import { NEW_PERSON, personBodyOf, personChangeOf, personDraftOf } from "./person-form";

const anna = { ...NEW_PERSON, given_name: "Anna", family_name: "Zeeman", employee_number: "E1", department: "Sales" };

it("says an empty place as none", () => {
  expect(personBodyOf({ ...anna, department: "  " })).toMatchObject({ department: null, given_name: "Anna" });
});

it("sends only what was changed, and never the number", () => {
  expect(personChangeOf({ ...anna, department: "", employee_number: "E2" }, anna)).toEqual({ department: null });
  expect(personChangeOf({ ...anna, active: false, manager_id: "m1" }, anna)).toEqual({
    active: false,
    manager_id: "m1",
  });
  expect(personChangeOf(anna, anna)).toEqual({});
});

it("fills the form from the person", () => {
  const person = { id: "p1", given_name: "Anna", family_name: "Zeeman", department: null, active: false };
  expect(personDraftOf(person as never)).toMatchObject({ department: "", active: false, manager_id: null });
});
