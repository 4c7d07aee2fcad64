/** What a team is put together from, and how somebody stands in it. */
import { expect, it } from "vitest";
import { decisionsIn, joined, type Answers, type Learning } from "./api";
import { nextDue, ofAnswers, ofCertificates, ofLearning } from "./standing";

const person = { id: "p1", given_name: "Anna", family_name: "Zeeman" } as Learning["person"];
const learning = {
  person,
  requirements: { open: 1, overdue: 1, done: 2, exempt: 1 },
  certificates: { valid: 2, expiring: 1, next_until: "2027-01-01T00:00:00Z" },
  next_due_at: "2026-12-02T00:00:00Z",
  last_learning_week: "2026-W48",
} as Learning;
const answers = {
  person,
  acknowledgements: { open: 1, overdue: 0, answered: 1 },
  next_due_at: "2026-12-01T00:00:00Z",
} as Answers;

it("joins what the services know of the same people and names who is away", () => {
  const [member] = joined([{ person }], [[learning], undefined, [{ person, ambassador: "active" }]]);
  expect(member).toEqual({ person, learning, answers: undefined, ambassador: "active", away: ["governance"] });
});

it("closes a ring by what is done, and is late when something is", () => {
  expect(ofLearning(learning)).toMatchObject({ share: 0.5, tone: "trouble", done: 2, all: 4, late: 1 });
  expect(ofAnswers(answers)).toMatchObject({ share: 0.5, tone: "waiting" });
  expect(ofCertificates(learning)).toMatchObject({ tone: "waiting", late: 1 });
  expect(ofLearning({ ...learning, requirements: { open: 0, overdue: 0, done: 0, exempt: 3 } })).toBeNull();
});

it("says what is due first, late as its service says it", () => {
  expect(nextDue({ learning, answers })).toEqual({ at: "2026-12-01T00:00:00Z", overdue: false });
  expect(nextDue({ learning, answers: undefined })).toEqual({ at: "2026-12-02T00:00:00Z", overdue: true });
  expect(nextDue({ learning: undefined, answers: undefined })).toBeUndefined();
});

it("counts decisions over the services and leaves out what nobody waits for", () => {
  expect(decisionsIn([{ waiver: 2, requirement: 5 }, {}, { "sign-off": 1 }])).toEqual([
    { kind: "waiver", to: "/reviews/waivers", count: 2 },
    { kind: "sign-off", to: "/reviews", count: 1 },
  ]);
});
