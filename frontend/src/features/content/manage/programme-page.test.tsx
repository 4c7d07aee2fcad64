import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import ProgrammePage from "./programme-page";

const READ = "GET advocacy/v1/settings";
const answer = () => ({ body: { disclosure_kinds: ["vacancy"], version: 1 }, headers: { etag: '"v1"' } });

it("a kind of story is asked a disclosure of from now on", async () => {
  const network = services({ [READ]: answer, "PUT advocacy/v1/settings": answer });
  show(<ProgrammePage />, { may: ["advocacy:settings.read", "advocacy:settings.manage"] });
  expect(await screen.findByRole("checkbox", { name: "Vacancy" })).toBeChecked();
  await userEvent.click(screen.getByRole("checkbox", { name: "Video" }));
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(network.of("PUT advocacy/v1/settings")).toHaveLength(1));
  const [asked] = network.of("PUT advocacy/v1/settings");
  expect(asked?.body).toEqual({ disclosure_kinds: ["vacancy", "video"] });
  expect(asked?.headers.get("if-match")).toBe('"v1"');
});

it("who may only read them sees them", async () => {
  services({ [READ]: answer });
  show(<ProgrammePage />, { may: ["advocacy:settings.read"] });
  expect(await screen.findByRole("checkbox", { name: "Vacancy" })).toBeDisabled();
  expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
});
