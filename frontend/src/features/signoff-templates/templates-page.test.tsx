import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import TemplatesPage from "./templates-page";

const LIST = "GET governance/v1/signoff-templates";
const stage = {
  name: "Judge",
  kind: "decide",
  reviewers: [{ role: "legal", person: null }],
  quorum: "any",
  due_business_days: 5,
};
const template = { id: "t1", name: "Careful", state: "active", reviewer_module: null, stages: [stage] };

it("shows the routes in use with their stages; only who edits may change them", async () => {
  const network = services({ [LIST]: () => ({ body: { items: [template] } }) });
  const { unmount } = show(<TemplatesPage />);
  expect(await screen.findByRole("heading", { name: "Careful" })).toBeVisible();
  expect(screen.getByText("Judge")).toBeVisible();
  expect(screen.queryByRole("link")).not.toBeInTheDocument();
  expect(network.of(LIST).at(0)?.query).toEqual({ state: "active" });
  unmount();
  show(<TemplatesPage />, { may: ["governance:signoff-templates.edit"] });
  await waitFor(() =>
    expect(screen.getAllByRole("link").map((link) => link.getAttribute("href"))).toEqual([
      "/manage/signoff-templates/new",
      "/manage/signoff-templates/t1",
    ]),
  );
});

it("a route that is retired is not changed any more", async () => {
  services({ [LIST]: () => ({ body: { items: [{ ...template, state: "retired" }] } }) });
  show(<TemplatesPage />, {
    at: "/manage/signoff-templates?state=retired",
    may: ["governance:signoff-templates.edit"],
  });
  expect(await screen.findByRole("heading", { name: "Careful" })).toBeVisible();
  expect(screen.getAllByRole("link")).toHaveLength(1);
});
