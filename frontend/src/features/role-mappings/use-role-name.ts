/** What a role is called: Kring's own have a name in each language, an organisation's own is its word. */
import { useTranslation } from "react-i18next";
import { ROLES } from "@/shared/people/roles";

type Role = (typeof ROLES)[number];

export function useRoleName(): (role: string) => string {
  const { t } = useTranslation("shared");
  const isKnown = (role: string): role is Role => (ROLES as readonly string[]).includes(role);
  return (role) => (isKnown(role) ? t(`audience.role.${role}`) : role);
}
