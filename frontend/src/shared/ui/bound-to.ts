/** What a control of our own needs of a form: the value, the fault and the change of one field, with its type. */
import type { UseFormReturnType } from "@mantine/form";
import type { ReactNode } from "react";

interface Bound<Value> {
  value: Value;
  error: ReactNode;
  onChange: (value: Value) => void;
}

export function boundTo<Draft, Name extends keyof Draft & string>(
  form: UseFormReturnType<Draft>,
  name: Name,
): Bound<Draft[Name]> {
  const set = form.setFieldValue as (name: string, value: unknown) => void;
  return { value: form.getValues()[name], error: form.errors[name], onChange: (value) => set(name, value) };
}
