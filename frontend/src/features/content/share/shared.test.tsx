import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import type { Share } from "../api";
import { Shared } from "./shared";

const share = {
  id: "s1",
  network: "linkedin",
  state: "prepared",
  short_url: "https://kring.example/s/abc",
  hand_over: {
    kind: "paste",
    open_url: "https://linkedin.example/share",
    text: "Proud.\n\n#ad\n\nhttps://kring.example/s/abc",
  },
} as Share;
const COPIED = "POST advocacy/v1/shares/s1/copied";

afterEach(() => vi.restoreAllMocks());

it("copies the text before the network opens", async () => {
  const network = services({ [COPIED]: () => ({ body: share }) });
  const user = userEvent.setup();
  const copied: string[] = [];
  const open = vi.spyOn(window, "open").mockReturnValue(null);
  vi.spyOn(navigator.clipboard, "writeText").mockImplementation(async (text) => {
    expect(open).not.toHaveBeenCalled();
    copied.push(text);
  });
  show(<Shared share={share} onAgain={() => undefined} />);
  await user.click(await screen.findByRole("button", { name: "Copy and open LinkedIn" }));
  await waitFor(() => expect(open).toHaveBeenCalledWith(share.hand_over.open_url, "_blank", expect.anything()));
  expect(new Set(copied)).toEqual(new Set([share.hand_over.text]));
  expect(network.of(COPIED).length).toBeGreaterThan(0);
  expect(screen.getByRole("group", { name: "Is it posted?" })).toBeInTheDocument();
});

it("shows the text selected where the browser refuses, and opens nothing", async () => {
  services({ [COPIED]: () => ({ body: share }) });
  const user = userEvent.setup();
  const open = vi.spyOn(window, "open").mockReturnValue(null);
  vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new DOMException("no", "NotAllowedError"));
  show(<Shared share={share} onAgain={() => undefined} />);
  const text = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: /Your text/ });
  expect(text).toHaveValue(share.hand_over.text);
  await user.click(screen.getByRole("button", { name: "Copy and open LinkedIn" }));
  expect(await screen.findByText(/did not let us copy/)).toBeInTheDocument();
  expect(text.selectionEnd).toBe(share.hand_over.text.length);
  expect(open).not.toHaveBeenCalled();
});
