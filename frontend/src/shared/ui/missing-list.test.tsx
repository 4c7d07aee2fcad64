import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { ApiProblem } from "@/shared/api/problem";
import { show } from "@/test/show";
import { MissingList, missingIn } from "./missing-list";

const refusal = (missing: unknown) => new ApiProblem(409, "NotPublishable", "Not complete yet.", [], null, { missing });

it("reads every form a refusal has for what is missing", () => {
  expect(missingIn(refusal([{ code: "GoalsMissing", detail: "No goals." }, "No title.", null]))).toEqual([
    { code: "GoalsMissing", detail: "No goals." },
    { code: "No title.", detail: "No title." },
  ]);
  expect(missingIn(refusal(undefined))).toEqual([{ code: "other", detail: "Not complete yet." }]);
  expect(missingIn(new Error("no refusal"))).toEqual([]);
});

it("offers the way on within the app, and no other", async () => {
  const lines = [
    { code: "A", detail: "Finish 201.", fix: { label: "Module 201", href: "/learn/modules/201" } },
    { code: "B", detail: "Ask your manager.", fix: { label: "Elsewhere", href: "https://example.org" } },
  ];
  show(<MissingList title="Still missing" lines={lines} />);
  expect(await screen.findByRole("link", { name: "Module 201" })).toHaveAttribute("href", "/learn/modules/201");
  expect(screen.queryByRole("link", { name: "Elsewhere" })).not.toBeInTheDocument();
});
