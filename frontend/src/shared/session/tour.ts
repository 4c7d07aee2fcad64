/** Whether somebody has seen the tour of their first day on this device. */
import { useSyncExternalStore } from "react";
import { signedInSubject } from "./session";

const PREFIX = "kring.tour.";
const listeners = new Set<() => void>();

const key = () => PREFIX + (signedInSubject() ?? "");

function tell(): void {
  for (const listener of listeners) listener();
}

export function endTour(): void {
  localStorage.setItem(key(), "seen");
  tell();
}

export function restartTour(): void {
  localStorage.removeItem(key());
  tell();
}

export function useTourWanted(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => signedInSubject() !== undefined && localStorage.getItem(key()) === null,
  );
}
