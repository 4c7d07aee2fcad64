/** Today's tasks from the three services; each may be away without taking the others along. */
import { queryOptions, useQueries } from "@tanstack/react-query";
import { useEffect } from "react";
import { body } from "@/shared/api/calls";
import { advocacy, governance, training, type ServiceName } from "@/shared/api/clients";
import { keepLastToday } from "./last-tasks";
import { inOrder } from "./order";
import type { Task } from "./task";

const SERVICES: readonly ServiceName[] = ["training", "advocacy", "governance"];

const tasksQueries = [
  queryOptions({ queryKey: ["training", "tasks"], queryFn: () => body(training.GET("/v1/me/tasks")) }),
  queryOptions({ queryKey: ["advocacy", "tasks"], queryFn: () => body(advocacy.GET("/v1/me/tasks")) }),
  queryOptions({ queryKey: ["governance", "tasks"], queryFn: () => body(governance.GET("/v1/me/tasks")) }),
] as const;

export function suggestionQuery() {
  return queryOptions({
    queryKey: ["advocacy", "content", "suggestion"],
    queryFn: () => body(advocacy.GET("/v1/content", { params: { query: { limit: 1 } } })),
    staleTime: 5 * 60_000,
  });
}

export function useTasks(personId: string | undefined) {
  const answers = useQueries({ queries: [...tasksQueries] });
  const away = SERVICES.filter((_, index) => answers[index]?.isError && answers[index].data === undefined);
  const pending = answers.some((answer) => answer.isPending);
  const tasks = inOrder(answers.flatMap((answer): Task[] => answer.data?.items ?? []));
  const whole = !pending && away.length === 0;
  const newest = Math.max(...answers.map((answer) => answer.dataUpdatedAt));

  // Only a whole Today is worth keeping: a partial one would look finished.
  useEffect(() => {
    if (personId && whole) keepLastToday(personId, tasks);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `newest` changes exactly when the tasks do
  }, [personId, whole, newest]);

  return {
    tasks,
    away,
    pending,
    nothingCame: away.length === SERVICES.length,
    error: answers.find((answer) => answer.error)?.error,
    retry: () => {
      for (const answer of answers) if (answer.isError) void answer.refetch();
    },
  };
}
