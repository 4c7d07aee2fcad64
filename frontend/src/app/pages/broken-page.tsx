/** A screen that could not be drawn: a fault of ours, or a new version whose old files are gone. */
import { Button, Center } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/empty-state";

export function BrokenPage({ error }: { error: unknown }) {
  const { t } = useTranslation("app");
  useEffect(() => console.error(error), [error]);
  return (
    <Center mih="80dvh" role="alert">
      <EmptyState
        title={t("broken.title")}
        text={t("broken.text")}
        action={
          <Button mt="md" onClick={() => location.reload()}>
            {t("broken.reload")}
          </Button>
        }
      />
    </Center>
  );
}
