/** What points are for: the act, the thing it was about, and why they are fewer than the rule gives. */
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { components } from "@/shared/api/generated/advocacy";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { Link } from "@/shared/ui/link";
import { Named } from "@/shared/ui/named";

type Entry = components["schemas"]["EntryOut"];
type Subject = NonNullable<Entry["subject"]>;

const PLACES: Record<string, (id: string) => string> = {
  // A story may be over; my links stay.
  content: () => "/share/links",
  module: (id) => `/learn/modules/${id}`,
  certificate: () => "/learn/certificates",
  reward: () => "/share/rewards",
};

export function ForWhat({ entry }: { entry: Entry }) {
  const { t } = useTranslation("points");
  const format = useFormat();
  const what = entry.note ?? t(`reason.${entry.reason}`, { defaultValue: t("reason.other") });
  const { reduced } = entry;
  if (!entry.subject && !reduced) return what;
  return (
    <Named
      below={
        <>
          {entry.subject && <About subject={entry.subject} />}
          {reduced && (
            <Text component="span" display="block">
              {t(`reduced.${reduced.code}`, {
                nth: format.number(reduced.params["nth"] ?? 0),
                full: format.number(reduced.params["full"] ?? 0),
                act: t(`act.${entry.reason}`, { defaultValue: t("act.other") }),
              })}
            </Text>
          )}
        </>
      }
    >
      {what}
    </Named>
  );
}

function About({ subject }: { subject: Subject }) {
  const { t } = useTranslation("points");
  const localized = useLocalized();
  const place = PLACES[subject.type]?.(subject.id);
  const title = subject.title ? localized(subject.title) : t(`see.${subject.type}`, { defaultValue: "" });
  return place && title ? <Link to={place}>{title}</Link> : title;
}
