import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { training } from "@/shared/api/clients";
import { show } from "@/test/show";
import type { Certificate } from "./api";
import { CertificateMoves } from "./certificate-moves";
import { movesFrom } from "./moves";

const certificate: Certificate = {
  id: "c1", person_id: "p1", person_name: "Noor de Vries", scheme_id: "s1", scheme_code: "SPEAK", scheme_title: { en: "May speak" },
  guideline_code: null, state: "valid", state_reason: null, state_changed_at: null, issued_at: "2026-11-01T00:00:00Z",
  valid_until: null, renewable_from: null, renews: null, is_current: true, version: 1,
};

// Growing text areas listen to fonts arriving, which this browser stand-in does not know.
Object.defineProperty(document, "fonts", { value: new EventTarget(), configurable: true });

it("asks for a reason before it suspends, and sends it", async () => {
  const post = vi.spyOn(training, "POST").mockResolvedValue({ data: certificate, response: new Response() } as never);
  show(<CertificateMoves certificate={certificate} mine={false} />);
  await userEvent.click(await screen.findByRole("button", { name: "Suspend" }));
  const confirm = (await screen.findAllByRole("button", { name: "Suspend" })).at(-1) as HTMLElement;
  expect(confirm).toBeDisabled();
  await userEvent.type(screen.getByRole("textbox", { name: /Reason/ }), "Shared a customer's name");
  await userEvent.click(confirm);
  await waitFor(() =>
    expect(post).toHaveBeenCalledWith("/v1/certificates/{certificate_id}/suspend", {
      params: { path: { certificate_id: "c1" } },
      headers: { "If-Match": '"v1"' },
      body: { reason: "Shared a customer's name" },
    }),
  );
});

it("does not offer somebody her own certificate back", async () => {
  show(<CertificateMoves certificate={{ ...certificate, state: "suspended" }} mine />);
  expect(await screen.findByText(/your own certificate/)).toBeInTheDocument();
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
});

it("leaves what has ended as history", () => {
  expect(movesFrom("revoked")).toEqual([]);
  expect(movesFrom("expired")).toEqual([]);
});
