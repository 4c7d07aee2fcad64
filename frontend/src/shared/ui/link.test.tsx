import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { show } from "@/test/show";
import { CardTitle, LinkButton, LinkCard } from "./link";

it("names a card's link by its title alone, and nests no link in another", async () => {
  show(
    <LinkCard>
      <CardTitle to="/learn/modules/m1">Telling it outside</CardTitle>
      <p>12 minutes</p>
      <LinkButton to="/help">Help</LinkButton>
    </LinkCard>,
  );
  const title = await screen.findByRole("link", { name: "Telling it outside" });
  expect(title).toHaveAttribute("href", "/learn/modules/m1");
  expect(screen.getByRole("heading", { name: "Telling it outside" })).toContainElement(title);
  expect(screen.getByRole("article")).toContainElement(screen.getByRole("link", { name: "Help" }));
  expect(title.querySelector("a")).toBeNull();
});
