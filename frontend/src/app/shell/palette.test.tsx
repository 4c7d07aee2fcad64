/** The palette finds in all three services, and names the one that is away. */
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { refusal, services } from "@/test/network";
import { show } from "@/test/show";
import Palette from "./palette";
import { addressOf } from "./use-found-things";

const hit = (kind: string, id: string, title: string, code: string | null = null, excerpt: string | null = null) => ({
  kind,
  id,
  code,
  title: { en: title },
  excerpt,
});

it("shows what each service finds, and names the one that does not answer", async () => {
  const { of } = services({
    "GET training/v1/search": () => ({
      body: { items: [hit("module", "m1", "Gloves", "SAFE-1", "Lift with gloves"), hit("person", "p1", "Glenn")] },
    }),
    "GET advocacy/v1/search": () => refusal(503, "Unavailable"),
    "GET governance/v1/search": () => ({ body: { items: [hit("clause", "c1", "Our words", "social-media")] } }),
  });
  const { address } = show(<Palette asked={1} />);
  await userEvent.type(await screen.findByRole("textbox", { name: "Search" }), "gl");
  expect(await screen.findByText("Our words")).toBeVisible();
  expect(await screen.findByText(/Sharing does not answer just now/)).toBeVisible();
  expect(of("GET training/v1/search").at(-1)?.query).toMatchObject({ q: "gl" });
  await userEvent.click(screen.getByText(/SAFE-1/));
  expect(address()).toBe("/learn/modules/m1");
});

it("leads each reader to where they look at a thing", () => {
  const may =
    (held: string) =>
    (...any: readonly string[]) =>
      any.includes(held);
  const scheme = { id: "s1", code: "speaker" };
  expect(addressOf("scheme", scheme, may("training:schemes.write"))).toBe("/manage/schemes/s1");
  expect(addressOf("scheme", scheme, may("training:standings.read"))).toBe("/team/certificates/s1");
  expect(addressOf("scheme", scheme, may("nothing"))).toBe("/learn/certificates");
  expect(addressOf("clause", { id: "c1", code: "social-media" }, may("nothing"))).toBe("/guidelines/social-media");
});
