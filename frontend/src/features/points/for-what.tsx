/** What points are for: the act, the thing it was about, and why they are fewer than the rule gives. */
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { components } from "@/shared/api/generated/advocacy";
import { moduleNameQuery } from "@/shared/catalogue/choices";
import { useFormat } from "@/shared/format/use-format";
import { has } from "@/shared/i18n/localized";
import { Link } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
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
/** The same for who looks at somebody else's points. */
const THEIR_PLACES: typeof PLACES = {
  content: (id) => `/manage/content/${id}`,
  module: (id) => `/learn/modules/${id}`,
  reward: () => "/manage/rewards",
};

export function ForWhat({ entry, theirs = false }: { entry: Entry; theirs?: boolean }) {
  const { t } = useTranslation("points");
  const format = useFormat();
  const reason = t(`reason.${entry.reason}`, { defaultValue: t("reason.other") });
  const what = entry.note ?? (theirs ? t(`acts.${entry.reason}`, { defaultValue: reason }) : reason);
  const { reduced } = entry;
  if (!entry.subject && !reduced) return what;
  return (
    <Named
      below={
        <>
          {entry.subject && <About subject={entry.subject} places={theirs ? THEIR_PLACES : PLACES} />}
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

function About({ subject, places }: { subject: Subject; places: typeof PLACES }) {
  const { t } = useTranslation("points");
  const place = places[subject.type]?.(subject.id);
  const title = has(subject.title) ? (
    <Localized text={subject.title} />
  ) : (
    t(`see.${subject.type}`, { defaultValue: "" })
  );
  if (title === "") return null;
  if (subject.type === "module" && !has(subject.title)) return <ModuleLink id={subject.id} otherwise={title} />;
  if (place) return <Link to={place}>{title}</Link>;
  return has(subject.title) ? title : null;
}

/** Points know a module by its id alone; its title is training's. */
function ModuleLink({ id, otherwise }: { id: string; otherwise: ReactNode }) {
  const { data } = useQuery(moduleNameQuery(id));
  return <Link to={`/learn/modules/${id}`}>{data ? <Localized text={data.title} /> : otherwise}</Link>;
}
