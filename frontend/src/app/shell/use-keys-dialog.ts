/** "?" opens the list of keys, unless somebody is typing; the account menu opens it too. */
import { useEffect, useState } from "react";

const ASKED = "kring:keys";

export function openKeys(): void {
  dispatchEvent(new Event(ASKED));
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
}

export function useKeysDialog() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const show = () => setOpen(true);
    const pressed = (event: KeyboardEvent) => {
      if (event.key === "?" && !event.ctrlKey && !event.metaKey && !isTyping(event.target)) show();
    };
    addEventListener(ASKED, show);
    addEventListener("keydown", pressed);
    return () => {
      removeEventListener(ASKED, show);
      removeEventListener("keydown", pressed);
    };
  }, []);
  return { open, close: () => setOpen(false) };
}
