/** The text names whom, what, until when, why and where; who has done it is left out. */
import i18next, { type TFunction } from "i18next";
import { expect, it } from "vitest";
import { reminderText, toRemind, type Reminded } from "./reminder";

const requirement = {
  subject: { kind: "track" as const, id: "t1", code: "SAFE", title: { en: "Safety", nl: "Veiligheid" } },
  reason: { en: "The law", nl: "De wet" },
};
const person = (name: string, state: Reminded["state"], day: string): Reminded => ({
  person_id: name,
  given_name: name,
  family_name: "Jansen",
  state,
  due_at: `${day}T10:00:00Z`,
});
const said = async (language: string) => {
  await i18next.loadLanguages(language);
  await i18next.loadNamespaces("requirements");
  return i18next.getFixedT(language, "requirements") as unknown as TFunction<"requirements">;
};

it("leaves out who has done it and who is exempt", () => {
  const states = ["open", "overdue", "done", "exempt"] as const;
  expect(toRemind(states.map((state) => person(state, state, "2026-12-01"))).map((one) => one.state)).toEqual([
    "open",
    "overdue",
  ]);
});

it("is one text for all, by the day on which it is due", async () => {
  const people = [
    person("Ben", "open", "2026-12-09"),
    person("Ada", "overdue", "2026-12-01"),
    person("Cas", "open", "2026-12-09"),
  ];
  expect(reminderText(await said("en"), "en", requirement, people, "https://kring")).toBe(
    [
      "Hello all,",
      "A reminder: “Safety” is still to be done.",
      "Was due on 1 December 2026: Ada Jansen\nDue on 9 December 2026: Ben Jansen and Cas Jansen",
      "Why we ask: The law",
      "You find it here: https://kring/learn/tracks/SAFE",
    ].join("\n\n"),
  );
});

it("speaks to the one who is chosen alone, in another language than the page's", async () => {
  const text = reminderText(
    await said("nl"),
    "nl",
    requirement,
    [person("Ada", "open", "2026-12-09")],
    "https://kring",
  );
  expect(text).toContain("Dag Ada,");
  expect(text).toContain("“Veiligheid” moet nog gebeuren.");
  expect(text).toContain("Uiterlijk op 9 december 2026\n");
  expect(text).toContain("De wet");
});
