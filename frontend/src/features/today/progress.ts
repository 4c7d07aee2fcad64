/** My learning so far: what is finished of what I began or was asked. */
import { queryOptions } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";

export function progressQuery() {
  return queryOptions({
    queryKey: ["training", "me", "progress"],
    queryFn: async () => {
      const transcript = await body(training.GET("/v1/me/transcript"));
      const tasks = await body(training.GET("/v1/me/tasks"));
      const done = transcript.items.length;
      return { done, of: done + tasks.items.length };
    },
  });
}
