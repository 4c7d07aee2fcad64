/** A problem in the reader's words: ours where we know the code, the server's sentence otherwise. */
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/shared/api/problem";

/** Codes that say the same everywhere; a feature translates its own refusals itself. */
const OURS = new Set([
  "Unreachable", "Unexplained", "Fault", "Unavailable", "SiblingAway", "Unauthenticated", "Forbidden", "Missing",
  "PreconditionFailed", "TooLarge",
]);

export interface ProblemWords {
  title: string;
  text: string;
  requestId: string | null;
}

export function useProblemWords(): (error: unknown) => ProblemWords {
  const { t } = useTranslation("shared");
  return (error) => {
    if (!(error instanceof ApiProblem)) {
      return { title: t("problem.Fault.title"), text: t("problem.Fault.text"), requestId: null };
    }
    const code = error.code === "Unexplained" && error.isAway ? "Unavailable" : error.code;
    if (OURS.has(code)) {
      return { title: t(`problem.${code}.title`), text: t(`problem.${code}.text`), requestId: error.requestId };
    }
    return { title: t("problem.other"), text: error.detail, requestId: error.requestId };
  };
}
