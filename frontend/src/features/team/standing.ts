/** How somebody of a team stands, as a ring shows it: how much of it is closed, and in which tone. */
import type { Answers, Learning, TeamMember } from "./api";

export interface Standing {
  share: number;
  tone: "good" | "waiting" | "trouble";
  done: number;
  all: number;
  late: number;
}

function standing(done: number, open: number, late: number): Standing | null {
  const all = done + open + late;
  if (all === 0) return null;
  return { share: done / all, tone: late > 0 ? "trouble" : open > 0 ? "waiting" : "good", done, all, late };
}

/** Null where nothing is asked. Who is exempt is asked nothing. */
export function ofLearning({ requirements }: Learning): Standing | null {
  return standing(requirements.done, requirements.open, requirements.overdue);
}

export function ofAnswers({ acknowledgements }: Answers): Standing | null {
  return standing(acknowledgements.answered, acknowledgements.open, acknowledgements.overdue);
}

export function ofCertificates({ certificates: { valid, expiring } }: Learning): Standing | null {
  if (valid === 0) return null;
  return {
    share: (valid - expiring / 2) / valid,
    tone: expiring > 0 ? "waiting" : "good",
    done: valid,
    all: valid,
    late: expiring,
  };
}

/** What is due first, of whatever service; late as the services say it. */
export function nextDue({ learning, answers }: Pick<TeamMember, "learning" | "answers">) {
  const due = [
    { at: learning?.next_due_at, overdue: (learning?.requirements.overdue ?? 0) > 0 },
    { at: answers?.next_due_at, overdue: (answers?.acknowledgements.overdue ?? 0) > 0 },
  ].filter((one): one is { at: string; overdue: boolean } => Boolean(one.at));
  return due.sort((a, b) => a.at.localeCompare(b.at))[0];
}
