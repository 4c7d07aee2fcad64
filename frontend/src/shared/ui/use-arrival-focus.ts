/** Moves the keyboard focus to an element that replaces the control that was pressed. */
import { useEffect, useRef, type RefObject } from "react";

/** Give the element `tabIndex={-1}`. `arrived` is false for what stood there when the screen opened. */
export function useArrivalFocus<E extends HTMLElement>(arrived = true): RefObject<E | null> {
  const place = useRef<E>(null);
  useEffect(() => {
    if (arrived) place.current?.focus();
  }, [arrived]);
  return place;
}
