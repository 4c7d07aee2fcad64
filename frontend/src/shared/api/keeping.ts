/** Every read passes here: what came is kept on this device, and read again when no line reaches the services. */
import type { QueryFunction, QueryFunctionContext } from "@tanstack/react-query";
import { isProblem } from "./problem";

interface Asked {
  queryHash: string;
  state: { data: unknown };
  setState: (state: { dataUpdatedAt: number }) => void;
}

export async function keeping<T>(ask: QueryFunction<T>, context: QueryFunctionContext, query: unknown): Promise<T> {
  const asked = query as Asked;
  try {
    const answer = await ask(context);
    void import("./kept-reads").then(({ keepRead }) => keepRead(asked.queryHash, answer));
    return answer;
  } catch (error) {
    // What is on the screen is at least as new.
    if (!isProblem(error, "Unreachable") || asked.state.data !== undefined) throw error;
    const kept = await (await import("./kept-reads")).readAgain(asked.queryHash);
    if (!kept) throw error;
    setTimeout(() => asked.setState({ dataUpdatedAt: kept.at }));
    return kept.data as T;
  }
}
