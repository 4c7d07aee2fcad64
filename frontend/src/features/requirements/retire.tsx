/** Ask it of nobody any more. */
import { useTranslation } from "react-i18next";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { useTell } from "@/shared/ui/use-tell";
import { useMoveRequirement } from "./api";

export function Retire({ id, etag }: { id: string; etag: string }) {
  const { t } = useTranslation("requirements");
  const tell = useTell();
  const move = useMoveRequirement(id, etag);

  async function retire() {
    try {
      await move.mutateAsync("retire");
      tell.done(t("retired"));
    } catch (error) {
      tell.problem(error);
      throw error;
    }
  }

  return (
    <ConfirmButton variant="default" title={t("retire")} text={t("retireText")} confirm={t("retire")} danger onConfirm={retire}>
      {t("retire")}
    </ConfirmButton>
  );
}
