/** The server's refusals in a form: a 422 at its field, everything else above the buttons. */
import { Alert, Button, List } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconAlertCircle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import i18next from "i18next";
import { useTranslation } from "react-i18next";
import { ApiProblem, isProblem, type FieldError } from "@/shared/api/problem";
import { useProblemWords } from "./problem-text";

/** "/title/nl" as a form path: "title.nl". */
export function fieldOf(pointer: string): string {
  return pointer
    .replace(/^#?\//, "")
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .join(".");
}

const FAULTS: readonly (readonly [RegExp, string])[] = [
  [/^missing$|^none_required$/, "required"],
  [/^(string_)?too_short$/, "tooShort"],
  [/^string_too_long$/, "tooLong"],
  [/^too_long$/, "tooMany"],
  [/^greater_than/, "atLeast"],
  [/^less_than/, "atMost"],
  [/^url_/, "url"],
  [/_parsing$|_type$|_pattern_mismatch$|^enum$|^literal_error$/, "form"],
];

/** A fault in the reader's language where its kind is known, else the service's own sentence. */
function wordsFor(fault: FieldError): string {
  const key = FAULTS.find(([kind]) => kind.test(fault.code ?? ""))?.[1];
  if (!key) return fault.detail.replace(/^Value error, /, "");
  return i18next.t(`shared:fault.${key}`, { limit: /\d[\d.]*/.exec(fault.detail)?.[0] ?? "" });
}

/** Where a form may show it: at the place itself, and at the text whose one language it concerns or the group it is in. */
function placesOf(pointer: string): string[] {
  const path = fieldOf(pointer);
  const parts = path.split(".");
  const inLanguage = /^[a-z]{2}(-[A-Za-z]+)?$/.test(parts.at(-1) ?? "") ? [parts.slice(0, -1).join(".")] : [];
  const inGroup = parts.length > 1 && !/^\d+$/.test(parts[1] ?? "") ? [parts[0] ?? ""] : [];
  return [...new Set([path, ...inLanguage, ...inGroup])].filter((place) => place !== "");
}

/** Errors that have no field in the form; shown above the buttons. */
const left = new WeakMap<ApiProblem, readonly FieldError[]>();

/** A busy device may take a few frames to show a fault. */
const WITHIN_MS = 500;

/** The reader starts where something is to mend. */
export function toFirstFault(): void {
  const begun = performance.now();
  const look = () => {
    const fault = document.querySelector<HTMLElement>("form [aria-invalid='true']");
    if (fault) fault.focus();
    else if (performance.now() - begun < WITHIN_MS) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/**
 * Puts each of the problem's errors at its field. True when every one of them has a field;
 * otherwise show <FormProblem> too. `fields` are the names (first path parts) this form shows.
 */
export function showAtFields<Values>(
  form: Pick<UseFormReturnType<Values>, "setErrors">,
  error: unknown,
  fields: readonly string[],
): boolean {
  if (!(error instanceof ApiProblem)) return false;
  const errors =
    error.code === "CodeTaken"
      ? [{ pointer: "/code", detail: i18next.t("refusals:CodeTaken.text", error.detail) }]
      : error.errors;
  const known = errors.filter((fault) => fields.includes(fieldOf(fault.pointer).split(".")[0] ?? ""));
  left.set(
    error,
    errors.filter((fault) => !known.includes(fault)),
  );
  if (known.length === 0) return false;
  form.setErrors(
    Object.fromEntries(known.flatMap((fault) => placesOf(fault.pointer).map((place) => [place, wordsFor(fault)]))),
  );
  toFirstFault();
  return known.length === errors.length;
}

interface FormProblemProps {
  error: unknown;
  /** The reader takes what somebody else saved meanwhile: forget what was typed. */
  onNewest?: () => void;
}

export function FormProblem({ error, onNewest }: FormProblemProps) {
  const { t } = useTranslation("shared");
  const words = useProblemWords()(error);
  const queries = useQueryClient();
  if (!error) return null;
  const unplaced = isProblem(error) && error.status === 422 ? (left.get(error) ?? error.errors) : [];
  return (
    <Alert color="red" variant="light" role="alert" icon={<IconAlertCircle aria-hidden />} title={words.title}>
      {words.text}
      {unplaced.length > 0 && (
        <List size="sm" mt={4}>
          {unplaced.map((fault) => (
            <List.Item key={`${fault.pointer} ${fault.detail}`}>{wordsFor(fault)}</List.Item>
          ))}
        </List>
      )}
      {isProblem(error) && error.status === 412 && (
        <div>
          <Button
            mt="sm"
            size="compact-md"
            variant="default"
            onClick={() => {
              onNewest?.();
              void queries.invalidateQueries({ refetchType: "active" });
            }}
          >
            {t("problem.Changed.action")}
          </Button>
        </div>
      )}
    </Alert>
  );
}
