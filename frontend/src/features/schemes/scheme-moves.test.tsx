import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { refusal, services } from "@/test/network";
import { show } from "@/test/show";
import type { Scheme } from "./api";
import { SchemeMoves } from "./scheme-moves";

const scheme = {
  id: "s1",
  code: "SPEAK",
  state: "draft",
  allowed: ["publish", "retire"],
  title: { en: "May speak" },
  rule: { modules: ["m1", "m2"] },
  published_at: null,
} as unknown as Scheme;
const MAY = { may: ["training:schemes.write"] } as const;
const choices = [
  { id: "m1", code: "101", title: { en: "One" }, state: "published" },
  { id: "m2", code: "102", title: { en: "Two" }, state: "draft" },
];

it("a scheme that cannot be earned yet names the modules that are not published", async () => {
  services({
    "GET training/v1/modules": () => ({ body: { items: choices } }),
    "POST training/v1/certification-schemes/s1/publish": () => refusal(409, "NotPublishable"),
  });
  show(<SchemeMoves scheme={scheme} unsaved={false} />, MAY);
  await userEvent.click(await screen.findByRole("button", { name: "Publish" }));
  await userEvent.click((await screen.findAllByRole("button", { name: "Publish" })).at(-1) as HTMLElement);
  expect(await screen.findByRole("link", { name: "102" })).toHaveAttribute("href", "/manage/catalogue/modules/m2");
  expect(screen.queryByRole("link", { name: "101" })).not.toBeInTheDocument();
});

it("a scheme that nobody can ever earn says why in the service's words", async () => {
  const missing = [{ code: "CreditsNotOffered", detail: "It asks 90 credits." }];
  services({
    "GET training/v1/modules": () => ({ body: { items: [choices[0]] } }),
    "POST training/v1/certification-schemes/s1/publish": () => refusal(409, "NotPublishable", { missing }),
  });
  show(<SchemeMoves scheme={scheme} unsaved={false} />, MAY);
  await userEvent.click(await screen.findByRole("button", { name: "Publish" }));
  await userEvent.click((await screen.findAllByRole("button", { name: "Publish" })).at(-1) as HTMLElement);
  expect(await screen.findByText("It asks 90 credits.")).toBeInTheDocument();
});

it("is saved before it is published", async () => {
  services({});
  show(<SchemeMoves scheme={scheme} unsaved />, MAY);
  expect(await screen.findByRole("button", { name: "Publish" })).toBeDisabled();
});
