import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { certificate } from "@/test/certificate";
import { services } from "@/test/network";
import { show } from "@/test/show";
import { CertificateCard } from "./certificate-card";

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
