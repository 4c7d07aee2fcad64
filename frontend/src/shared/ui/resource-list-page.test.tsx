import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { resource } from "@/shared/api/resource";
import { refusal, services } from "@/test/network";
import { show } from "@/test/show";
import { nextSort } from "./data-table";
import type { MoveWords } from "./move-buttons";
import { ResourceListPage, type Listed } from "./resource-list-page";

const redemptions = resource("advocacy", "/v1/redemptions");
const tracks = resource("training", "/v1/tracks");
const LIST = "GET training/v1/tracks";
const STATES = ["draft", "published"].map((value) => ({ value, label: value }));

interface Row {
  id: string;
  code: string;
  state: string;
}

function Tracks({
  of = tracks as unknown as Listed<Row, "q" | "state">,
  only,
}: {
  of?: Listed<Row, "q" | "state">;
  only?: (row: Row) => boolean;
}) {
  return (
    <ResourceListPage
      of={of}
      title="Tracks"
      search="Search tracks"
      filters={[{ name: "state", label: "State", every: "Every state", segments: true, choices: STATES }]}
      empty={{ title: "No track yet" }}
      none={{ title: "Nothing fits" }}
      {...(only ? { only } : {})}
      columns={[{ key: "code", header: "Code", sort: "code", cell: (row) => row.code }]}
    />
  );
}

const rows = (...codes: string[]) => ({ items: codes.map((code) => ({ id: code, code, state: "draft" })) });

it("asks for what the address says", async () => {
  const network = services({ [LIST]: () => ({ body: rows("A") }) });
  show(<Tracks />, { at: "/manage?state=draft&q=moon&sort=-code" });
  expect(await screen.findByRole("cell", { name: "A" })).toBeVisible();
  expect(network.of(LIST).at(-1)?.query).toEqual({ state: "draft", q: "moon", sort: "-code" });
  expect(screen.getByRole("columnheader", { name: "Code" })).toHaveAttribute("aria-sort", "descending");
});

it("writes a filter, the search and the order into the address, and leaves out what is not in use", async () => {
  const network = services({ [LIST]: () => ({ body: rows("A") }) });
  const { address } = show(<Tracks />, { at: "/manage" });
  await userEvent.click(await screen.findByRole("radio", { name: "published" }));
  await waitFor(() => expect(address()).toBe("/manage?state=published"));
  await userEvent.click(screen.getByRole("button", { name: "Code" }));
  await waitFor(() => expect(address()).toBe("/manage?state=published&sort=code"));
  await userEvent.type(screen.getByRole("searchbox", { name: "Search tracks" }), "moon");
  await waitFor(() => expect(network.of(LIST).at(-1)?.query).toEqual({ state: "published", sort: "code", q: "moon" }));
  await userEvent.click(screen.getByRole("radio", { name: "Every state" }));
  await waitFor(() => expect(address()).toBe("/manage?sort=code&q=moon"));
});

it("moves those that are chosen together, and keeps what was refused chosen, with its reason", async () => {
  const row = (id: string, allowed: string[]) => ({ id, name: id, reward_title: { en: "Mug" }, allowed });
  const network = services({
    "GET advocacy/v1/redemptions": () => ({
      body: { items: [row("Ann", ["approve", "refuse"]), row("Bo", ["approve"]), row("Cy", [])] },
    }),
    "POST advocacy/v1/redemptions/moves": () => ({
      body: {
        done: 1,
        refused: 1,
        items: [
          { id: "Ann", status: 200, state: "approved" },
          { id: "Bo", status: 409, code: "MoveNotAllowed", detail: "It is approved already." },
        ],
      },
    }),
  });
  const words = {
    approve: { label: "Approve", done: "Approved", ask: "Approve them?" },
    refuse: { label: "Refuse", done: "Refused", ask: "Refuse them?" },
  };
  show(<Redemptions words={words} />, { at: "/manage" });
  await userEvent.click(await screen.findByRole("checkbox", { name: "Choose the 3 shown" }));
  expect(await screen.findByText("No step is open to all of them. Choose fewer.")).toBeVisible();
  await userEvent.click(screen.getByRole("checkbox", { name: "Choose Cy" }));
  expect(screen.queryByRole("button", { name: "Refuse" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Approve" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.click(within(dialog).getByRole("button", { name: "Approve" }));
  expect(await screen.findByText("1 was not done")).toBeVisible();
  expect(screen.getByRole("listitem")).toHaveTextContent("Bo: It is approved already.");
  expect(screen.getByRole("checkbox", { name: "Choose Bo" })).toBeChecked();
  expect(screen.getByRole("checkbox", { name: "Choose Ann" })).not.toBeChecked();
  const [asked] = network.of("POST advocacy/v1/redemptions/moves");
  expect(asked?.body).toEqual({ move: "approve", ids: ["Ann", "Bo"] });
  expect(asked?.headers.get("idempotency-key")).toBeTruthy();
});

function Redemptions({ words }: { words: Record<string, MoveWords> }) {
  return (
    <ResourceListPage
      of={redemptions as unknown as Listed<Row, "state">}
      title="Requests"
      empty={{ title: "None" }}
      bulk={{ of: redemptions, words, nameOf: (row) => row.id }}
      columns={[{ key: "id", header: "Who", cell: (row) => row.id }]}
    />
  );
}

it("sorts one way, the other way, and as the service does", () => {
  expect(["", "code", "-code", "title"].map((sort) => nextSort("code", sort))).toEqual(["code", "-code", "", "code"]);
});

it("says that nothing is there, or that nothing fits the filters", async () => {
  services({ [LIST]: () => ({ body: rows() }) });
  const { unmount } = show(<Tracks />, { at: "/manage" });
  expect(await screen.findByText("No track yet")).toBeVisible();
  unmount();
  show(<Tracks />, { at: "/manage?state=draft" });
  expect(await screen.findByText("Nothing fits")).toBeVisible();
});

it("is not empty while a further page may hold what belongs here", async () => {
  services({ [LIST]: ({ query }) => ({ body: query.cursor ? rows("B") : { ...rows("A"), next_cursor: "2" } }) });
  show(<Tracks only={(row) => row.code === "B"} />, { at: "/manage" });
  await userEvent.click(await screen.findByRole("button", { name: "Show more" }));
  expect(await screen.findByRole("cell", { name: "B" })).toBeVisible();
  expect(screen.queryByRole("cell", { name: "A" })).not.toBeInTheDocument();
});

it("says what went wrong, with the number to quote", async () => {
  services({ [LIST]: () => refusal(503, "Unavailable", { request_id: "r-7" }) });
  show(<Tracks />, { at: "/manage" });
  expect(await screen.findByRole("alert")).toHaveTextContent("r-7");
});

it("offers the list as a file only where the service has it, with the filters in use", async () => {
  services({ [LIST]: () => ({ body: rows("A") }) });
  const { unmount } = show(<Tracks />, { at: "/manage" });
  await screen.findByRole("cell", { name: "A" });
  expect(screen.queryByRole("button", { name: "Download" })).not.toBeInTheDocument();
  unmount();
  const readFile = vi.fn(() => Promise.resolve(new Blob(["code\r\nA\r\n"])));
  URL.createObjectURL = () => "blob:here";
  URL.revokeObjectURL = () => undefined;
  const saved = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
  const listed = { ...(tracks as unknown as Listed<Row, "q" | "state">), hasFile: true, readFile };
  show(<Tracks of={listed} />, { at: "/manage?state=draft" });
  await userEvent.click(await screen.findByRole("button", { name: "Download" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "As CSV" }));
  await waitFor(() => expect(readFile).toHaveBeenCalledWith("csv", { q: "", state: "draft" }));
  await waitFor(() => expect(saved).toHaveBeenCalledOnce());
  saved.mockRestore();
});
