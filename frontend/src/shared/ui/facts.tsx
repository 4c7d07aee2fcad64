/** A list of facts (`dl`), each with its name and its value; how it looks is the place's own. */
import type { ReactNode } from "react";

export type NamedFact = readonly [name: string, value: ReactNode];

export function Facts({ of, className }: { of: readonly NamedFact[]; className: string | undefined }) {
  return (
    <dl className={className}>
      {of.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
