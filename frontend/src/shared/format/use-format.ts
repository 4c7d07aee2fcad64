/** Dates, numbers and spans of time as the reader's language writes them. */
import { useMemo } from "react";
import { useLanguage, type Language } from "@/shared/i18n/language";

/** British English: day before month, as the other two languages have it. */
const LOCALES: Record<Language, string> = { nl: "nl-NL", en: "en-GB", fr: "fr-FR" };
const DAY = 86_400_000;

function startOfDay(moment: Date): number {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}

/** A day without a time ("2027-01-31") is that day wherever the reader is; JavaScript would take it for midnight in Greenwich. */
function moment(value: string | Date): Date {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value)
    ? new Date(`${value}T00:00:00`)
    : new Date(value);
}

/** Whole calendar days from `from` to `to` on the reader's own calendar: -1 is yesterday. */
export function daysBetween(from: Date, to: Date): number {
  return Math.round((startOfDay(to) - startOfDay(from)) / DAY);
}

export function formatsFor(language: Language) {
  const locale = LOCALES[language];
  const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });
  const shortDate = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const unit = (name: string, display: "short" | "long" | "narrow") =>
    new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: display });
  const minutes = unit("minute", "short");
  // "2h 58m" is English; a lone "m" elsewhere is a metre.
  const [hours, minutesBeside] = [unit("hour", "narrow"), language === "en" ? unit("minute", "narrow") : minutes];
  const [years, days] = [unit("year", "long"), unit("day", "long")];
  const list = new Intl.ListFormat(locale, { type: "conjunction" });
  return {
    date: (value: string | Date) => date.format(moment(value)),
    shortDate: (value: string | Date) => shortDate.format(moment(value)),
    dateTime: (value: string | Date) => dateTime.format(moment(value)),
    weekday: (value: string | Date) => weekday.format(moment(value)),
    number: (value: number) => number.format(value),
    percent: (share: number) => percent.format(share),
    /** "45 mins", "2h 49m". */
    minutes: (value: number) => {
      const [whole, rest] = [Math.floor(value / 60), value % 60];
      if (whole === 0) return minutes.format(rest);
      return rest === 0 ? hours.format(whole) : `${hours.format(whole)} ${minutesBeside.format(rest)}`;
    },
    /** "60 days", "2 years": whole years as years. */
    days: (value: number) => (value > 0 && value % 365 === 0 ? years.format(value / 365) : days.format(value)),
    list: (values: readonly string[]) => list.format(values),
    /** "tomorrow", "in 5 days", "3 weeks ago"; beyond two months the date itself says more. */
    relativeDay: (value: string | Date, now: Date = new Date()) => {
      const days = daysBetween(now, moment(value));
      if (Math.abs(days) < 14) return relative.format(days, "day");
      if (Math.abs(days) <= 60) return relative.format(Math.round(days / 7), "week");
      return date.format(moment(value));
    },
  };
}

export function useFormat() {
  const language = useLanguage();
  return useMemo(() => formatsFor(language), [language]);
}
