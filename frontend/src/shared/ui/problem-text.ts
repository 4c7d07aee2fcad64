/** A problem in the reader's words: ours where we know the code, the server's sentence otherwise. */
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/shared/api/problem";

/** Codes with one meaning in all services; a service's own refusals have their texts in "refusals". */
const EVERYWHERE = new Set([
  "Unreachable",
  "Unexplained",
  "Fault",
  "Unavailable",
  "SiblingAway",
  "Unauthenticated",
  "Forbidden",
  "Missing",
  "Changed",
  "Malformed",
  "TooLarge",
  "TooFast",
  "StorageFull",
  "ReadOnly",
  "DatabaseBusy",
]);

/** What an answer without a problem document means: the gateway's own, most often. */
const BY_STATUS: Record<number, string> = {
  401: "Unauthenticated",
  403: "Forbidden",
  404: "Missing",
  412: "Changed",
  413: "TooLarge",
  429: "TooFast",
};

function codeOf(error: ApiProblem): string {
  if (error.code !== "Unexplained") return error.code;
  return error.isAway ? "Unavailable" : (BY_STATUS[error.status] ?? error.code);
}

export interface ProblemWords {
  title: string;
  text: string;
  requestId: string | null;
}

export function useProblemWords(): (error: unknown) => ProblemWords {
  const { t, i18n } = useTranslation(["shared", "refusals"], { useSuspense: false });
  return (error) => {
    if (!(error instanceof ApiProblem)) {
      return { title: t("problem.Fault.title"), text: t("problem.Fault.text"), requestId: null };
    }
    const { requestId } = error;
    const code = codeOf(error);
    const away = awayOf(error, code);
    if (away !== null && i18n.exists(`shared:service.${away}`)) {
      const service = t(`service.${away}`);
      return { title: t("problem.away.title", { service }), text: t("problem.away.text", { service }), requestId };
    }
    if (code === "Unreachable" && !navigator.onLine) {
      return { title: t("problem.offline.title"), text: t("problem.offline.text"), requestId };
    }
    if (EVERYWHERE.has(code)) return { title: t(`problem.${code}.title`), text: t(`problem.${code}.text`), requestId };
    if (i18n.exists(`refusals:${code}.title`)) {
      return { title: t(`refusals:${code}.title`), text: t(`refusals:${code}.text`, namesIn(error)), requestId };
    }
    // A body refused by a service's own rule: the form shows each sentence at its field.
    if (error.status === 422 && error.errors.length > 0) {
      return { title: t("problem.Malformed.title"), text: t("problem.Malformed.text"), requestId };
    }
    return { title: t("problem.other"), text: error.detail, requestId };
  };
}

/** The part that does not answer: the one that was asked, or one that it asked in turn. */
function awayOf(error: ApiProblem, code: string): string | null {
  if (code === "SiblingAway") return typeof error.members.sibling === "string" ? error.members.sibling : null;
  return code === "Unavailable" ? error.service : null;
}

/** The members of a refusal as they fit into a sentence: lists with commas. */
function namesIn(error: ApiProblem): Record<string, string> {
  return Object.fromEntries(
    Object.entries(error.members).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : String(value),
    ]),
  );
}
