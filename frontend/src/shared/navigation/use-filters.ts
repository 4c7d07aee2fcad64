/** Filters that live in the address, so that a list can be linked, reloaded and come back to. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

type Filters = Record<string, string>;

/**
 * `const [filters, set] = useFilters({ q: "", department: "" })`. A filter at its default is left out of the address.
 * Changing one replaces the entry in the history: back leaves the list, it does not retype.
 */
export function useFilters<T extends Filters>(defaults: T): readonly [T, (change: Partial<T>) => void] {
  const search: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  const filters = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [name, search[name] === undefined ? value : String(search[name])]),
  ) as T;

  const set = useCallback(
    (change: Partial<T>) => {
      void navigate({
        to: ".",
        replace: true,
        resetScroll: false,
        search: (before: Record<string, unknown>) => {
          const next = { ...before, ...change };
          return Object.fromEntries(
            Object.entries(next).filter(([name, value]) => value !== "" && value !== defaults[name]),
          );
        },
      });
    },
    [navigate, defaults],
  );
  return [filters, set] as const;
}
