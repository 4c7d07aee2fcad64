import { screen } from "@testing-library/react";
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
  intent_url: "https://linkedin.example/share",
});

it("says of each link in whose name it was shared", async () => {
  services({ "GET advocacy/v1/me/shares": () => ({ body: { items: [share("mine", false), share("brand", true)] } }) });
  show(<LinksPage />);
  expect(await screen.findByRole("article", { name: "mine" })).toHaveTextContent("as myself");
  expect(screen.getByRole("article", { name: "brand" })).toHaveTextContent("for the brand");
});
