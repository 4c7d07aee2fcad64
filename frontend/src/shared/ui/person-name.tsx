/** A person's name by id; "…" while it loads. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { personQuery } from "@/shared/people/person-queries";

export function PersonName({ id }: { id: string }) {
  const { t } = useTranslation("shared");
  const { data, isPending } = useQuery(personQuery(id));
  if (isPending) return <span aria-busy="true">…</span>;
  return <span>{data ? `${data.given_name} ${data.family_name}` : t("somebody")}</span>;
}
