import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { show } from "@/test/show";
import type { Task } from "./task";
import { TaskList } from "./task-list";

const task = (id: string, more: object = {}): Task =>
  ({
    id: `requirement:${id}`,
    kind: "requirement",
    subject: { type: "module", id, code: id, title: { en: id } },
    reason: { code: "Required", params: {} },
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
  expect(late).toHaveTextContent(/Late, was due/);
  expect(screen.getByRole("link", { name: /Complete 102/ })).not.toHaveTextContent(/Late/);
});

it("what people wrote as the reason is shown as they wrote it", async () => {
  const text = { en: "Account managers answer customers in public." };
  show(<TaskList tasks={[task("101", { reason: { code: "Required", params: { text } } })]} />);
  expect(await screen.findByRole("link", { name: /Complete 101/ })).toHaveTextContent(text.en);
});

it("a reason names whom it is about", async () => {
  const kind = "redemption-decision";
  const [anna, nobody] = [{ name: "Anna de Vries" }, { name: null }].map((params) => ({
    reason: { code: "RedemptionRequested", params },
  }));
  show(
    <TaskList
      tasks={[
        task("A day off", { ...anna, id: `${kind}:1`, kind }),
        task("A book", { ...nobody, id: `${kind}:2`, kind }),
      ]}
    />,
  );
  const dayOff = await screen.findByRole("link", { name: /Decide on a reward: A day off/ });
  expect(dayOff).toHaveAttribute("href", "/manage/rewards");
  expect(dayOff).toHaveTextContent("Anna de Vries waits for your decision.");
  expect(screen.getByRole("link", { name: /A book/ })).toHaveTextContent("A colleague waits for your decision.");
});

it("leads to what the task itself is, or to its subject with what is looked for", async () => {
  const subject = { type: "guideline", id: "g1", code: "social", title: { en: "Social media" } };
  const person = { type: "person", id: "p1", code: "anna@example.org", title: { en: "anna@example.org" } };
  const reason = { code: "SharedSignIn", params: { people: "Anna, Bob" } };
  show(
    <TaskList
      tasks={[
        task("x", { id: "acknowledge:a1", kind: "acknowledge", subject, reason: { code: "role", params: {} } }),
        task("y", { id: "shared-sign-in:p1", kind: "shared-sign-in", subject: person, reason }),
      ]}
    />,
  );
  const read = await screen.findByRole("link", { name: /Read and acknowledge: Social media/ });
  expect(read).toHaveAttribute("href", "/guidelines/acknowledge/a1");
  const shared = screen.getByRole("link", { name: /anna@example.org/ });
  expect(shared).toHaveAttribute("href", "/manage/people?q=anna%40example.org");
  expect(shared).toHaveTextContent("Anna, Bob have it, so none of them can sign in.");
});

it("a kind the app does not know yet is shown by its title", async () => {
  show(<TaskList tasks={[task("Something new", { kind: "unheard-of", reason: { code: "Unknown", params: {} } })]} />);
  expect(await screen.findByRole("link", { name: "Something new" })).toBeVisible();
});

it("two that read the same are told apart", async () => {
  const same = (id: string, code: string | null) =>
    task(id, { subject: { type: "module", id, code, title: { en: "Basics" } } });
  show(<TaskList tasks={[same("m1", "A-1"), same("m2", "B-2"), same("m-0003", null), task("other")]} />);
  expect(await screen.findByRole("link", { name: /Complete Basics · A-1/ })).toBeInTheDocument();
  expect(screen.getByRole("link", { name: /Complete Basics · B-2/ })).toBeInTheDocument();
  expect(screen.getByRole("link", { name: /Complete Basics · 0003/ })).toBeInTheDocument();
  expect(screen.getByRole("link", { name: /Complete other/ })).not.toHaveTextContent("·");
});
