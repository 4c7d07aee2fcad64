/** A day to pick or type, in the reader's language; the value is an ISO date ("2027-01-31") or null. */
import "@mantine/dates/styles.layer.css";
import { DateInput, DatesProvider } from "@mantine/dates";
import "dayjs/locale/fr";
import "dayjs/locale/nl";
import type { ReactNode } from "react";
import { useLanguage } from "@/shared/i18n/language";

interface DateFieldProps {
  label: string;
  description?: string;
  value: string | null;
  onChange: (value: string | null) => void;
  minDate?: string;
  required?: boolean;
  error?: ReactNode;
}

export function DateField(props: DateFieldProps) {
  const language = useLanguage();
  return (
    <DatesProvider settings={{ locale: language, firstDayOfWeek: 1 }}>
      <DateInput {...props} clearable={!props.required} valueFormat="D MMMM YYYY" />
    </DatesProvider>
  );
}
