import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { show } from "@/test/show";
import type { Task } from "./task";
import { TaskList } from "./task-list";

const task = (id: string, more: object = {}): Task =>
  ({
    id,
    kind: "requirement",
    subject: { title: { en: id } },
    reason: { code: "Required" },
    href: `/learn/modules/${id}`,
    due_at: null,
    overdue: false,
    minutes: null,
    ...more,
  }) as unknown as Task;

it("says what to do, why and by when, and where it is done", async () => {
  show(<TaskList tasks={[task("101", { due_at: "2020-01-01T08:00:00Z", overdue: true, minutes: 20 }), task("102")]} />);
  const late = await screen.findByRole("link", { name: /Complete 101/ });
  expect(late).toHaveAttribute("href", "/learn/modules/101");
  expect(late).toHaveTextContent("This goes with your work.");
  expect(late).toHaveTextContent(/late,/);
  expect(screen.getByRole("link", { name: /Complete 102/ })).not.toHaveTextContent(/late,/);
});

it("a kind the app does not know yet is shown by its title", async () => {
  show(<TaskList tasks={[task("Something new", { kind: "unheard-of", reason: { code: "Unknown" } })]} />);
  expect(await screen.findByRole("link", { name: "Something new" })).toBeVisible();
});
