/** How the moves of content read, of one piece or of many. */
import { useTranslation } from "react-i18next";
import type { MoveWords } from "@/shared/ui/move-buttons";

export function useContentMoves() {
  const { t } = useTranslation("content");
  return {
    publish: { label: t("manage.publish"), done: t("moved.publish"), undo: "withdraw" },
    close: { label: t("manage.close"), done: t("moved.close"), ask: t("manage.closeText"), variant: "default" },
    withdraw: {
      label: t("manage.withdraw"),
      done: t("moved.withdraw"),
      ask: t("manage.withdrawText"),
      variant: "default",
    },
  } satisfies Record<string, MoveWords>;
}
