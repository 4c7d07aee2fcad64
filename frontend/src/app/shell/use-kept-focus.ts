/** Restores the keyboard focus: to the page title when the focused control was removed, to the control itself when it was only disabled meanwhile. */
import { useEffect } from "react";

export function useKeptFocus(): void {
  useEffect(() => {
    let last: HTMLElement | null = null;
    let wasBusy = false;
    const arrived = (event: FocusEvent) => {
      last = event.target instanceof HTMLElement ? event.target : null;
      wasBusy = false;
    };
    const look = () => {
      if (!last || document.activeElement !== document.body) return;
      if (!last.isConnected) {
        last = null;
        document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
      } else if (wasBusy && !last.matches(":disabled")) last.focus({ preventScroll: true });
    };
    // After whatever else the change sets in motion: a dialog that closes gives the focus back by itself.
    const changes = new MutationObserver(() => {
      if (last?.matches(":disabled")) wasBusy = true;
      setTimeout(look, 80);
    });
    document.addEventListener("focusin", arrived);
    changes.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["disabled"] });
    return () => {
      document.removeEventListener("focusin", arrived);
      changes.disconnect();
    };
  }, []);
}
