import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import GuidelineEditorPage from "./guideline-page";

const GUIDELINE = { id: "g1", code: "SOCIAL", title: { en: "Our words" }, state: "draft", in_force: null, latest: 1 };

function open(state: string, allowed: readonly string[]) {
  const version = { id: "v1", number: 1, state, allowed, based_on: null, signoff_id: "s1", version: 1 };
  services({
    "GET governance/v1/guidelines/g1": () => ({ body: GUIDELINE }),
    "GET governance/v1/guidelines/g1/versions": () => ({ body: { items: [version] } }),
    "GET governance/v1/guidelines/g1/versions/1": () => ({ body: { ...version, clauses: [] } }),
    "GET governance/v1/signoff-templates": () => ({ body: { items: [] } }),
  });
  return show(<GuidelineEditorPage />, { at: "/manage/guidelines/g1", path: "/manage/guidelines/$id" });
}

it("lets clauses be written where the answer allows an edit, also while it is being signed", async () => {
  open("in-signoff", ["edit"]);
  expect(await screen.findByRole("button", { name: "Add a clause" })).toBeVisible();
});

it("shows a version as it is where the answer allows none", async () => {
  open("draft", []);
  expect(await screen.findByText("No clauses yet")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Add a clause" })).not.toBeInTheDocument();
});
