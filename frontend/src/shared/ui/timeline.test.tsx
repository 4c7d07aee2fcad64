import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { show } from "@/test/show";
import { StateBadge } from "./state-badge";
import { Timeline } from "./timeline";

const at = "2026-11-28T09:00:00Z";

it("tells who did what, when and why, in the order given", async () => {
  show(
    <Timeline
      label="What was said"
      entries={[
        { id: "2", at, who: "Lena", what: <StateBadge state="rejected" />, tone: "trouble", said: <p>Too long.</p> },
        { id: "1", at: "2026-11-27T09:00:00Z", what: "It expired" },
      ]}
    />,
  );
  const list = await screen.findByRole("list", { name: "What was said" });
  const [first, second] = within(list).getAllByRole("listitem");
  expect(first).toHaveTextContent(/Lena.*Rejected.*28 Nov 2026.*Too long\./);
  expect(first).toHaveAttribute("data-tone", "trouble");
  expect(within(first as HTMLElement).getByText(/28 Nov 2026/)).toHaveAttribute("datetime", at);
  expect(second).toHaveTextContent(/^It expired27 Nov 2026/);
  expect(second).toHaveAttribute("data-tone", "neutral");
});
