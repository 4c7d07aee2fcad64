/** What went wrong; its script is loaded with the first trouble, and kept for when there is no line. */
import { lazy, Suspense } from "react";
import { ListSkeleton } from "./skeletons";

const ProblemFaces = lazy(() => import("./problem-faces"));

interface ProblemPanelProps {
  error: unknown;
  onRetry?: () => void;
}

export function ProblemPanel(props: ProblemPanelProps) {
  return (
    <Suspense fallback={<ListSkeleton rows={1} />}>
      <ProblemFaces {...props} />
    </Suspense>
  );
}
