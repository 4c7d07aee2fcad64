/** Who acted and what it was about, in names: the record holds ids, which are looked up when they are shown. */
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "@/shared/ui/link";
import { PersonName } from "@/shared/ui/person-name";
import type { AuditEntry } from "./api";

export function ActorName({ actor }: { actor: string }) {
  const { t } = useTranslation("audit");
  const [kind, ...rest] = actor.split(":");
  const name = rest.join(":");
  if (kind === "person") return <PersonName id={name} />;
  return <span>{t(kind === "service" ? "actor.service" : "actor.system", { name })}</span>;
}

/** Where a thing is looked at, by the word that its actions begin with. */
const PAGES: Readonly<Record<string, (id: string) => string>> = {
  person: (id) => `/people/${id}`,
  module: (id) => `/manage/catalogue/modules/${id}`,
  track: (id) => `/manage/catalogue/tracks/${id}`,
  requirement: (id) => `/manage/requirements/${id}`,
  scheme: (id) => `/manage/schemes/${id}`,
  guideline: (id) => `/manage/guidelines/${id}`,
  "signoff-template": (id) => `/manage/signoff-templates/${id}`,
  signoff: (id) => `/reviews/signoffs/${id}`,
  content: (id) => `/manage/content/${id}`,
  "people-import": (id) => `/manage/people/imports/${id}`,
};

const isId = (subject: string) => /^[0-9a-f-]{36}$/.test(subject);

export function SubjectName({ entry }: { entry: Pick<AuditEntry, "action" | "subject"> }) {
  const { t } = useTranslation("audit");
  const kind = entry.action.split(".")[0] ?? "";
  if (kind === "person" && isId(entry.subject)) return <PersonName id={entry.subject} />;
  const page = PAGES[kind];
  if (!page || !isId(entry.subject)) {
    return (
      <Text component="span" size="sm" title={entry.subject} style={{ overflowWrap: "anywhere" }}>
        {isId(entry.subject) ? `…${entry.subject.slice(-6)}` : entry.subject}
      </Text>
    );
  }
  return (
    <Link to={page(entry.subject)} style={{ overflowWrap: "anywhere" }}>
      {t("open", { id: entry.subject.slice(-6) })}
    </Link>
  );
}
