/** From a thing to learn or to earn to the people who have it, for those who may see them. */
import { IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/shared/session/me";
import { LinkButton } from "./link";

export function WhoHasIt({ to }: { to: `/team/${"modules" | "tracks" | "certificates"}/${string}` }) {
  const { t } = useTranslation("shared");
  const { may } = useMe();
  if (!may("training:standings.read")) return null;
  return (
    <LinkButton to={to} variant="default" leftSection={<IconUsers size={18} aria-hidden />}>
      {t("people.whoHasIt")}
    </LinkButton>
  );
}
