import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import LeaderboardPage from "./leaderboard-page";

const BOARD = "GET advocacy/v1/leaderboards";
const board = (me: object = {}) => ({
  people: 40,
  top: [{ rank: 1, name: "Noor", points: 90, me: true }],
  me: { rank: 1, points: 90, showing: "name", apart: false, ...me },
});

it("marks the reader among the first, and shows their place", async () => {
  const network = services({ [BOARD]: () => ({ body: board() }) });
  show(<LeaderboardPage />);
  expect(await screen.findByText("Noor (you)")).toBeVisible();
  expect(network.asked.length).toBeGreaterThan(0);
});

it("shows no place to who stands apart, and asks again for another circle", async () => {
  const network = services({ [BOARD]: () => ({ body: board({ apart: true, rank: null }) }) });
  show(<LeaderboardPage />);
  expect(await screen.findByRole("alert")).toBeVisible();
  const asked = network.asked.length;
  await userEvent.click(screen.getAllByRole("radio")[1] as HTMLElement);
  await waitFor(() => expect(network.asked.length).toBeGreaterThan(asked));
});
