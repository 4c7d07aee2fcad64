/** Where in the app a task is done. */
import type { Task, TaskKind } from "./task";

export interface Address {
  to: string;
  search?: Record<string, string>;
}

/** What the task's own id names, beside its subject: an acknowledgement, a sign-off. */
const own = (task: Task): string => task.id.slice(task.kind.length + 1);

const editor = (task: Task): Address => ({ to: `/manage/guidelines/${task.subject.id}` });
const module = (task: Task): Address => ({ to: `/learn/modules/${task.subject.id}` });
const programme = (): Address => ({ to: "/share/ambassador" });
/** A repair or a newer list has no screen: the task says what to do. */
const today = (): Address => ({ to: "/today" });

const ADDRESSES: Record<TaskKind, (task: Task) => Address> = {
  acknowledge: (task) => ({ to: `/guidelines/acknowledge/${own(task)}` }),
  "ambassador-activation": programme,
  "ambassador-invitation": programme,
  "ambassador-nomination": () => ({ to: "/manage/ambassadors" }),
  certificate: () => ({ to: "/learn/certificates" }),
  "crawler-list": today,
  enrolment: module,
  "feed-rewound": today,
  "redemption-decision": () => ({ to: "/manage/rewards" }),
  requirement: (task) =>
    task.subject.type === "track" ? { to: `/learn/tracks/${task.subject.code ?? ""}` } : module(task),
  "review-clause": editor,
  revise: editor,
  "shared-sign-in": (task) => ({ to: "/manage/people", search: { q: task.subject.code ?? "" } }),
  waiver: () => ({ to: "/reviews/waivers", search: { state: "requested" } }),
  "sign-off": (task) => ({ to: `/reviews/signoffs/${own(task)}` }),
};

/** A kind that a newer service asks and this app does not know yet leads nowhere else. */
export function addressOf(task: Task): Address {
  const find = (ADDRESSES as Partial<typeof ADDRESSES>)[task.kind] ?? today;
  return find(task);
}
