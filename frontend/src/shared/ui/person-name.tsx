/** A person's name by id; "…" while it loads. It leads to their page; not so (`plain`) within another link or button. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { personQuery } from "@/shared/people/person-queries";
import { PersonLink } from "./person-link";

export function PersonName({ id, plain = false }: { id: string; plain?: boolean }) {
  const { t } = useTranslation("shared");
  const { data, isPending } = useQuery(personQuery(id));
  if (isPending) return <span aria-busy="true">…</span>;
  if (!data) return <span>{t("somebody")}</span>;
  const name = `${data.given_name} ${data.family_name}`;
  return plain ? <span>{name}</span> : <PersonLink id={id}>{name}</PersonLink>;
}
