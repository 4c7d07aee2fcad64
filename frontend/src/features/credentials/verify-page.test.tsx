import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { refusal, services } from "@/test/network";
import { show } from "@/test/show";
import VerifyPage from "./verify-page";

const credential = {
  id: "c1",
  valid: true,
  state: "valid",
  holder: { name: "Noor de Vries" },
  issuer: { name: "Lindemeer" },
  issued_at: "2026-11-01T00:00:00Z",
  valid_until: null,
  scheme: { code: "SPEAK", title: { en: "May speak" } },
  renewed_by: null,
  renews: null,
  verify_url: "https://kring.example",
};
const ASKED = "GET training/v1/credentials/c1";
const AT = { at: "/verify/c1", path: "/verify/$id" } as const;

it("says whether a certificate is valid, to anyone", async () => {
  services({ [ASKED]: () => ({ body: credential }) });
  show(<VerifyPage />, AT);
  expect(await screen.findByRole("heading", { name: "This certificate is valid" })).toBeVisible();
  expect(screen.getByText("Noor de Vries")).toBeVisible();
});

it("says that it is not, and leads to the one that replaced it", async () => {
  services({ [ASKED]: () => ({ body: { ...credential, valid: false, state: "expired", renewed_by: "c2" } }) });
  show(<VerifyPage />, AT);
  expect(await screen.findByText("Noor de Vries")).toBeVisible();
  expect(screen.queryByRole("heading", { name: "This certificate is valid" })).not.toBeInTheDocument();
  expect(screen.getAllByRole("link").map((link) => link.getAttribute("href"))).toContain("/verify/c2");
});

it.each([404, 422])("knows no certificate by an id that is answered with %s", async (status) => {
  services({ [ASKED]: () => refusal(status, "Missing") });
  show(<VerifyPage />, AT);
  expect(await screen.findByRole("heading", { level: 2 })).toBeVisible();
  expect(screen.queryByRole("alert")).not.toBeInTheDocument();
});
