import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { services } from "@/test/network";
import { show } from "@/test/show";
import { monthsUntil } from "./api";
import LeaderboardPage from "./leaderboard-page";

const BOARD = "GET advocacy/v1/leaderboards";
const board = (me: object = {}) => ({
  people: 40,
  top: [{ rank: 1, name: "Noor", points: 90, me: true }],
  around: [],
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
  await userEvent.click(screen.getByRole("radio", { name: "My division" }));
  await waitFor(() => expect(network.asked.length).toBeGreaterThan(asked));
});

it("asks who takes no part to choose first, and shows no place", async () => {
  services({ [BOARD]: () => ({ body: { ...board({ rank: null, showing: "hidden" }), top: [], people: null } }) });
  show(<LeaderboardPage />);
  expect(await screen.findByRole("radio", { name: "Not at all" })).toBeChecked();
  expect(screen.queryByText("My place")).not.toBeInTheDocument();
  expect(screen.getByText("Too few people to show")).toBeVisible();
});

it("shows nobody, also not the reader, while fewer than five take part", async () => {
  const few = { ...board({ rank: null, points: 30, showing: "pseudonym" }), top: [], people: null };
  services({ [BOARD]: () => ({ body: few }) });
  show(<LeaderboardPage />);
  expect(await screen.findByText("Too few people to show")).toBeVisible();
  expect(screen.getByText("My points this month").parentElement).toHaveTextContent("30");
  expect(screen.queryByText("My place")).not.toBeInTheDocument();
  expect(screen.queryByRole("list")).not.toBeInTheDocument();
});

it("shows who stands beside a reader further down, and a month that is over", async () => {
  const around = [
    { rank: 120, name: "Teal Otter 5", points: 20, me: false },
    { rank: 121, name: "Noor", points: 10, me: true },
  ];
  const network = services({
    [BOARD]: () => ({ body: { ...board(), top: [{ rank: 1, name: "Ann", points: 90, me: false }], around } }),
  });
  show(<LeaderboardPage />, { at: `/share/leaderboard?of=${monthsUntil(new Date())[1]}` });
  expect(await screen.findByRole("list", { name: "Around my place" })).toHaveTextContent("Teal Otter 5");
  expect(network.of(BOARD)[0]?.query["of"]).toBe(monthsUntil(new Date())[1]);
});

it("counts months back over the turn of a year", () => {
  expect(monthsUntil(new Date("2027-01-31T23:00:00Z"), 3)).toEqual(["2027-01", "2026-12", "2026-11"]);
});
