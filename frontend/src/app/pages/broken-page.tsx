/** A screen that could not be drawn: no line for its script, a new version whose old files are gone, or a fault of ours. */
import { Button, Center } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/empty-state";

export function BrokenPage({ error }: { error: unknown }) {
  const { t } = useTranslation("app");
  const kind = navigator.onLine ? "broken" : "unkept";
  useEffect(() => console.error(error), [error]);
  return (
    <Center mih="60dvh" role="alert" data-kind={kind === "broken" ? "fault" : "offline"}>
      <EmptyState
        title={t(`${kind}.title`)}
        text={t(`${kind}.text`)}
        action={
          <Button mt="md" onClick={() => location.reload()}>
            {t("broken.reload")}
          </Button>
        }
      />
    </Center>
  );
}
