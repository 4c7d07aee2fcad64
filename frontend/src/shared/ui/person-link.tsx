/** A name that leads to the person's page. */
import type { ReactNode } from "react";
import { Link } from "./link";

export function PersonLink({ id, children }: { id: string; children: ReactNode }) {
  return <Link to={`/people/${id}`}>{children}</Link>;
}
