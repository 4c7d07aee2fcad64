import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import CataloguePage from "./catalogue-page";

it("lists tracks first, and modules by their own filters when asked", async () => {
  const network = services({
    "GET training/v1/tracks": () => ({ body: { items: [] } }),
    "GET training/v1/modules": () => ({ body: { items: [] } }),
  });
  const { address } = show(<CataloguePage />, { at: "/manage/catalogue?state=draft" });
  expect(await screen.findByRole("link", { name: "New track" })).toBeVisible();
  await waitFor(() => expect(network.of("GET training/v1/tracks").at(0)?.query).toEqual({ state: "draft" }));
  await userEvent.click(screen.getByRole("radio", { name: "Modules" }));
  expect(await screen.findByRole("link", { name: "New module" })).toBeVisible();
  await waitFor(() => expect(network.of("GET training/v1/modules").at(0)?.query).toEqual({ state: "draft" }));
  expect(address()).toContain("show=modules");
});
