import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import LinksPage from "./links-page";

const share = (id: string, on_behalf: boolean) => ({
  id,
  title: { en: id },
  network: "linkedin",
  clicks: 3,
  on_behalf,
  created_at: "2026-11-01T08:00:00Z",
  short_url: "https://kring.example/s/abc",
  state: "prepared",
  posted_at: null,
  post_url: null,
  final_text: `Words of ${id}`,
  hand_over: { kind: "paste", open_url: "https://linkedin.example/share", text: `Words of ${id}` },
});

it("says of each link in whose name it was shared", async () => {
  services({ "GET advocacy/v1/me/shares": () => ({ body: { items: [share("mine", false), share("brand", true)] } }) });
  show(<LinksPage />);
  expect(await screen.findByRole("article", { name: "mine" })).toHaveTextContent("as myself");
  expect(screen.getByRole("article", { name: "brand" })).toHaveTextContent("for the brand");
});

it("copies the text of a link, and tells the service", async () => {
  const network = services({
    "GET advocacy/v1/me/shares": () => ({ body: { items: [share("mine", false)] } }),
    "POST advocacy/v1/shares/mine/copied": () => ({ body: share("mine", false) }),
  });
  const user = userEvent.setup();
  show(<LinksPage />);
  const card = await screen.findByRole("article", { name: "mine" });
  await user.click(within(card).getByRole("button", { name: "Copy the text" }));
  expect(await navigator.clipboard.readText()).toBe("Words of mine");
  await waitFor(() => expect(network.of("POST advocacy/v1/shares/mine/copied")).toHaveLength(1));
  expect(card).toHaveTextContent("Text copied");
});
