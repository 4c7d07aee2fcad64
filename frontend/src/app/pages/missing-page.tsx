/** An address that leads nowhere. */
import { Center } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/empty-state";

export function MissingPage() {
  const { t } = useTranslation("app");
  return (
    <Center component="main" mih="80dvh">
      <title>{`${t("missing.title")} · Kring`}</title>
      <EmptyState
        title={t("missing.title")}
        text={t("missing.text")}
        first={{ to: "/today", label: t("missing.home") }}
      />
    </Center>
  );
}
