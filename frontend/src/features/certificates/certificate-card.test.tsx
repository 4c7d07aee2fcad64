import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import type { Certificate } from "./api";
import { CertificateCard } from "./certificate-card";

const certificate: Certificate = {
  id: "c1",
  person_id: "p1",
  person_name: "Noor de Vries",
  scheme_id: "s1",
  scheme_code: "SPEAK",
  scheme_title: { en: "May speak" },
  guideline_code: null,
  state: "valid",
  state_reason: null,
  state_changed_at: null,
  issued_at: "2026-11-01T00:00:00Z",
  valid_until: null,
  renewable_from: null,
  renews: null,
  is_current: true,
  version: 1,
};
const CREDENTIAL = "GET training/v1/credentials/c1";
const credential = { issuer: { name: "Lindemeer" }, verify_url: "https://kring.example/verify/c1" };

it("a valid certificate can be shown: by its code and on LinkedIn, with who issued it", async () => {
  services({ [CREDENTIAL]: () => ({ body: credential }) });
  show(<CertificateCard certificate={certificate} />);
  const link = await screen.findByRole("link", { name: /LinkedIn/ });
  expect(link).toHaveAttribute("href", expect.stringContaining("organizationName=Lindemeer"));
  expect(screen.getByRole("img", { name: /May speak/ })).toBeVisible();
});

it("one that is suspended says why and cannot be shown", async () => {
  const network = services({ [CREDENTIAL]: () => ({ body: credential }) });
  const { unmount } = show(
    <CertificateCard certificate={{ ...certificate, state: "suspended", state_code: "CompletionReversed" }} />,
  );
  expect(await screen.findByText("A completion it rests on was taken back.")).toBeVisible();
  unmount();
  show(<CertificateCard certificate={{ ...certificate, state: "suspended", state_reason: "A complaint" }} />);
  expect(await screen.findByText("A complaint")).toBeVisible();
  expect(screen.queryByRole("link", { name: /LinkedIn/ })).not.toBeInTheDocument();
  expect(network.asked).toHaveLength(0);
});
