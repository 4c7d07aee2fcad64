/** Text into the clipboard, and whether the browser let us. */
import { useState } from "react";

export function useCopy() {
  const [outcome, setOutcome] = useState<"none" | "copied" | "refused">("none");
  return {
    outcome,
    /** Resolves with whether the text is in the clipboard. Of a try without a press a refusal is not told. */
    async copy(text: string, { quiet = false } = {}): Promise<boolean> {
      try {
        // Missing on a plain-http address; some browsers ask the person first.
        await navigator.clipboard.writeText(text);
        setOutcome("copied");
        return true;
      } catch {
        if (!quiet) setOutcome("refused");
        return false;
      }
    },
  };
}
