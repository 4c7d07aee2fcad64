import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { refusal, services } from "@/test/network";
import { show } from "@/test/show";
import EditContentPage from "./edit-content-page";

const content = {
  id: "c1",
  kind: "article",
  state: "draft",
  allowed: ["publish"],
  title: { en: "Our story" },
  url: null,
  language: "en",
  disclosure: null,
  taxonomy: "people",
  valid_from: null,
  valid_to: null,
  embargo_until: null,
  job_profile: null,
  filled: false,
  audience: { everyone: true },
  variants: [],
};
const READ = "GET advocacy/v1/content/c1";
const AT = { at: "/manage/content/c1", path: "/manage/content/$id", may: ["advocacy:content.manage"] } as const;

it("a draft is published, and what it lacks for that is listed", async () => {
  services({
    [READ]: () => ({ body: content }),
    "POST advocacy/v1/content/c1/publish": () =>
      refusal(409, "NotPublishable", { missing: [{ code: "Copy", detail: "No copy." }] }),
  });
  show(<EditContentPage />, AT);
  await userEvent.click(await screen.findByRole("button", { name: "Publish" }));
  expect(await screen.findByText("No copy.")).toBeVisible();
  expect(screen.queryByRole("link", { name: /See/ })).not.toBeInTheDocument();
});

it("what a draft lacks is said before anybody presses", async () => {
  const missing = [{ code: "DisclosureMissing", detail: "Add a disclosure." }];
  services({ [READ]: () => ({ body: { ...content, missing } }) });
  show(<EditContentPage />, AT);
  expect(await screen.findByText("Add a disclosure.")).toBeVisible();
});

it("what is published is seen as its readers see it, and can be closed", async () => {
  services({ [READ]: () => ({ body: { ...content, state: "published", allowed: ["close", "withdraw"] } }) });
  show(<EditContentPage />, AT);
  expect(await screen.findByRole("button", { name: /Close|End/ })).toBeVisible();
  expect(screen.getAllByRole("link").map((link) => link.getAttribute("href"))).toContain("/share/content/c1");
  expect(screen.queryByRole("button", { name: "Publish" })).not.toBeInTheDocument();
});
