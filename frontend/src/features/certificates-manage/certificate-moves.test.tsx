import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { certificate as issued } from "@/test/certificate";
import { services } from "@/test/network";
import { show } from "@/test/show";
import type { Certificate } from "./api";
import { CertificateMoves } from "./certificate-moves";

const certificate: Certificate = { ...issued, allowed: ["suspend", "revoke"] };

const MAY = { may: ["training:certificates.suspend"] } as const;

it("asks for a reason before it suspends, and sends it", async () => {
  const network = services({ "POST training/v1/certificates/c1/suspend": () => ({ body: certificate }) });
  show(<CertificateMoves certificate={certificate} mine={false} />, MAY);
  await userEvent.click(await screen.findByRole("button", { name: "Suspend" }));
  const confirm = (await screen.findAllByRole("button", { name: "Suspend" })).at(-1) as HTMLElement;
  expect(confirm).toBeDisabled();
  await userEvent.type(screen.getByRole("textbox", { name: /Reason/ }), "Shared a customer's name");
  await userEvent.click(confirm);
  await waitFor(() =>
    expect(network.of("POST training/v1/certificates/c1/suspend").map((asked) => asked.body)).toEqual([
      { reason: "Shared a customer's name" },
    ]),
  );
  expect(network.asked[0]?.headers.get("if-match")).toBe('"v1"');
});

it("does not offer somebody their own certificate back", async () => {
  show(<CertificateMoves certificate={{ ...certificate, state: "suspended", allowed: ["revoke"] }} mine />, MAY);
  expect(await screen.findByText(/your own certificate/)).toBeInTheDocument();
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
});

it("leaves what has ended as history", async () => {
  show(<CertificateMoves certificate={{ ...certificate, state: "expired", allowed: [] }} mine={false} />, MAY);
  expect(await screen.findByText("–")).toBeInTheDocument();
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
});
