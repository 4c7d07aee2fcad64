/** An address that leads nowhere. */
import { Center } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/empty-state";
import { LinkButton } from "@/shared/ui/link";

export function MissingPage() {
  const { t } = useTranslation("app");
  return (
    <Center component="main" mih="80dvh">
      <title>{`${t("missing.title")} · Kring`}</title>
      <EmptyState
        title={t("missing.title")}
        text={t("missing.text")}
        action={
          <LinkButton to="/today" mt="md">
            {t("missing.home")}
          </LinkButton>
        }
      />
    </Center>
  );
}
