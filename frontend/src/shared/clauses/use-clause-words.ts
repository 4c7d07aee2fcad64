/** The reader's words for kinds, scopes and roles; an unknown one is shown as it is. */
import { useTranslation } from "react-i18next";

export function useClauseWords() {
  const { t } = useTranslation("shared");
  return {
    kind: (kind: string) => t(`clause.kind.${kind}`, { defaultValue: kind }),
    scope: (scope: string) => t(`clause.scope.${scope}`, { defaultValue: scope }),
    role: (role: string) => t(`role.${role}`, { defaultValue: role }),
  };
}
