import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { segmentsFor, WordDiff } from "./word-diff";
import { isEmpty } from "./version-diff";

const SEGMENTS = [
  { op: "equal", text: "Name a customer " },
  { op: "delete", text: "never" },
  { op: "insert", text: "when they agree" },
];

describe("a word diff", () => {
  it("marks what went and what came, in elements and in words", () => {
    render(
      <MantineProvider>
        <WordDiff segments={SEGMENTS} />
      </MantineProvider>,
    );
    expect(screen.getByText("never").tagName).toBe("DEL");
    expect(screen.getByText("when they agree").tagName).toBe("INS");
    expect(screen.getByText("removed:")).toBeInTheDocument();
  });

  it("is shown in the reader's language, else in the first that changed", () => {
    const text = { en: SEGMENTS, "nl-BE": [] };
    expect(segmentsFor(text, "nl")?.language).toBe("nl-BE");
    expect(segmentsFor(text, "fr")?.language).toBe("en");
    expect(segmentsFor({}, "fr")).toBeNull();
  });

  it("knows when nothing changed", () => {
    expect(isEmpty({ added: [], changed: [], removed: [] })).toBe(true);
  });
});
