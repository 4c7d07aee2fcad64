import { waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import FeedPage from "./feed-page";

const LIST = "GET advocacy/v1/content";

it("shows published content only, whatever the address asks", async () => {
  const network = services({ [LIST]: () => ({ body: { items: [] } }) });
  show(<FeedPage />, { at: "/share?kind=video&state=draft" });
  await waitFor(() => expect(network.of(LIST).at(0)?.query).toEqual({ kind: "video", state: "published" }));
});

it("opens the one that a suggestion names", async () => {
  services({ [LIST]: () => ({ body: { items: [] } }) });
  const { address } = show(<FeedPage />, { at: "/share?content=c1" });
  await waitFor(() => expect(address()).toBe("/share/content/c1"));
});
