/** The order of a day: what is late or due first, what has no date last, the shorter before the longer. */

interface Dated {
  id: string;
  due_at?: string | null;
  minutes?: number | null;
}

function due(task: Dated): number {
  return task.due_at ? new Date(task.due_at).getTime() : Number.POSITIVE_INFINITY;
}

export function inOrder<T extends Dated>(tasks: readonly T[]): T[] {
  return [...tasks].sort((a, b) => {
    const [dueA, dueB] = [due(a), due(b)];
    if (dueA !== dueB) return dueA - dueB;
    return (a.minutes ?? Infinity) - (b.minutes ?? Infinity) || a.id.localeCompare(b.id);
  });
}
