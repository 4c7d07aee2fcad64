/** The server's refusals in a form: a 422 at its field, everything else above the buttons. */
import { Alert } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconAlertCircle } from "@tabler/icons-react";
import { ApiProblem } from "@/shared/api/problem";
import { useProblemWords } from "./problem-text";

/** "/title/nl" as a form path: "title.nl". */
export function fieldOf(pointer: string): string {
  return pointer
    .replace(/^#?\//, "")
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .join(".");
}

/**
 * Puts each of the problem's errors at its field. True when every one of them found a field to stand at;
 * otherwise show <FormProblem> too. `fields` are the names (first path parts) this form shows.
 */
export function showAtFields<Values extends Record<string, unknown>>(
  form: Pick<UseFormReturnType<Values>, "setErrors">,
  error: unknown,
  fields: readonly string[],
): boolean {
  if (!(error instanceof ApiProblem) || error.errors.length === 0) return false;
  const known = error.errors.filter((fault) => fields.includes(fieldOf(fault.pointer).split(".")[0] ?? ""));
  form.setErrors(Object.fromEntries(known.map((fault) => [fieldOf(fault.pointer), fault.detail])));
  return known.length === error.errors.length;
}

export function FormProblem({ error }: { error: unknown }) {
  const words = useProblemWords()(error);
  if (!error) return null;
  return (
    <Alert color="red" variant="light" role="alert" icon={<IconAlertCircle aria-hidden />} title={words.title}>
      {words.text}
    </Alert>
  );
}
