import { describe, expect, it } from "vitest";
import i18next from "i18next";
import { formatsFor } from "./use-format";

const said = (text: string) => text.replaceAll(/\s/g, " ");

describe("spans of time", () => {
  it.each([
    ["en", 12, "12 mins"],
    ["en", 178, "2h 58m"],
    ["nl", 178, "2 u 58 min"],
    ["fr", 120, "2h"],
  ] as const)("in %s, %i minutes are %s", (language, minutes, words) => {
    expect(said(formatsFor(language).minutes(minutes))).toBe(words);
  });

  it.each([
    ["en", 365, "1 year"],
    ["nl", 730, "2 jaar"],
    ["fr", 180, "180 jours"],
  ] as const)("in %s, %i days are %s", (language, days, words) => {
    expect(said(formatsFor(language).days(days))).toBe(words);
  });
});

describe("dates", () => {
  it("a day without a time stays that day", () => {
    expect(formatsFor("nl").date("2027-01-31")).toBe("31 januari 2027");
  });

  it("counts days on the reader's calendar", () => {
    const now = new Date(2027, 0, 31, 23, 59);
    expect(formatsFor("en").relativeDay(new Date(2027, 1, 1, 0, 1), now)).toBe("tomorrow");
  });
});

it("a quantity in a sentence is written as its language writes it; a number that is a name is not", () => {
  expect(i18next.t("shared:more.than", "{{count}} of {{number}}", { count: 103000, number: 2027 })).toBe(
    "103,000 of 2027",
  );
});
