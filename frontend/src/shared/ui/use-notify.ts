/** Says what happened, briefly, and offers undo where it exists. */
import { hideNotice, showNotice } from "./notices";
import { createElement } from "react";
import { useTranslation } from "react-i18next";
import { newKey } from "@/shared/api/calls";
import { useProblemWords } from "./problem-text";
import { UndoNotice } from "./undo-notice";

const LONG_ENOUGH_TO_UNDO = 10_000;

export function useNotify() {
  const { t } = useTranslation("shared");
  const wordsFor = useProblemWords();
  const closeButtonProps = { "aria-label": t("close") };
  function problem(error: unknown) {
    const words = wordsFor(error);
    void showNotice({ color: "red", closeButtonProps, autoClose: 10_000, title: words.title, message: words.text });
  }
  return {
    done(message: string, undo?: (() => void) | undefined) {
      const id = newKey();
      void showNotice({
        id,
        color: "kring",
        closeButtonProps,
        autoClose: undo ? LONG_ENOUGH_TO_UNDO : 4000,
        message: undo
          ? createElement(UndoNotice, {
              message,
              undoLabel: t("undo"),
              onUndo: () => {
                void hideNotice(id);
                undo();
              },
            })
          : message,
      });
    },
    problem,
    /** Says that the work is done, or why it was refused; it rejects then, so that a dialog stays open. */
    async outcome<T>(work: Promise<T>, message: string): Promise<T> {
      try {
        const result = await work;
        this.done(message);
        return result;
      } catch (error) {
        problem(error);
        throw error;
      }
    },
  };
}
