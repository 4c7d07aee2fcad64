/** Where notifications appear; their script is loaded with the first one. */
import { lazy, Suspense, useSyncExternalStore } from "react";
import { noticesWanted, onNoticesWanted } from "./notices";

const Notices = lazy(() => import("./notice-list"));

export function NoticeHost() {
  const wanted = useSyncExternalStore(onNoticesWanted, noticesWanted);
  if (!wanted) return null;
  return (
    <Suspense fallback={null}>
      <Notices />
    </Suspense>
  );
}
