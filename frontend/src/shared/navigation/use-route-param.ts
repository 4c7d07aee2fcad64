/** A parameter of the current address, e.g. the id in /learn/modules/{id}. */
import { useParams } from "@tanstack/react-router";

export function useRouteParam(name: string): string {
  const params: Record<string, string | undefined> = useParams({ strict: false });
  const value = params[name];
  if (value === undefined) throw new Error(`This page's address has no $${name}.`);
  return value;
}
