/** Without a line: what is on the screen is what was kept, and from when. */
import { useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import classes from "./shell.module.css";

/** When the oldest of what is on the screen came, or 0. */
function useOldest(): number {
  const cache = useQueryClient().getQueryCache();
  return useSyncExternalStore(
    (listener) => cache.subscribe(listener),
    () => {
      const shown = cache.findAll({ type: "active" }).map((query) => query.state.dataUpdatedAt);
      return Math.min(...shown.filter((at) => at > 0));
    },
  );
}

export function OfflineBanner() {
  const { t } = useTranslation("app");
  const format = useFormat();
  const oldest = useOldest();
  return (
    <div className={classes.offline} role="status">
      {Number.isFinite(oldest)
        ? t("offlineAsOf", { when: format.dateTime(new Date(oldest).toISOString()) })
        : t("offline")}
    </div>
  );
}
