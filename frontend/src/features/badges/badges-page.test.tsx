import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import BadgesPage from "./badges-page";

const badge = (code: string) => ({ code, axis: "collaboration", title: { en: code }, description: { en: "-" } });
const award = {
  ...badge("First"),
  id: "w1",
  badge_code: "First",
  awarded_at: "2026-11-01T00:00:00Z",
  visibility: "private",
};

it("shows a badge to everyone only when its holder says so, and those still ahead apart", async () => {
  const network = services({
    "GET advocacy/v1/me/badges": () => ({ body: { items: [award] } }),
    "GET advocacy/v1/badges": () => ({ body: { items: [badge("First"), badge("Second")] } }),
    "PUT advocacy/v1/me/badges/w1": () => ({ body: { ...award, visibility: "public" } }),
  });
  show(<BadgesPage />);
  const seen = await screen.findByRole("switch");
  expect(seen).not.toBeChecked();
  expect(await screen.findByText("Second")).toBeVisible();
  expect(screen.getAllByText("First")).toHaveLength(1);
  await userEvent.click(seen);
  await waitFor(() => expect(network.of("PUT advocacy/v1/me/badges/w1").at(0)?.body).toEqual({ visibility: "public" }));
});
