/** My learning so far: what is done of what my work asks, or simply how much I learned by choice. */
import { queryOptions } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { training } from "@/shared/api/clients";

export function progressQuery() {
  return queryOptions({
    queryKey: ["training", "me", "progress"],
    queryFn: async () => {
      const [lines, transcript] = await Promise.all([
        body(training.GET("/v1/me/requirements", { params: { query: { limit: 200 } } })),
        body(training.GET("/v1/me/transcript", { params: { query: { limit: 1 } } })),
      ]);
      const asked = lines.items.filter((line) => line.state !== "exempt");
      return {
        done: asked.filter((line) => line.state === "done").length,
        of: asked.length,
        modules: transcript.totals?.modules ?? 0,
      };
    },
  });
}
