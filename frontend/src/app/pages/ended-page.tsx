/** The session is over: with a button to sign in again. Nothing redirects by itself. */
import { Button, Center } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { signIn } from "@/shared/session/session";
import { EmptyState } from "@/shared/ui/empty-state";

export function EndedPage() {
  const { t } = useTranslation("app");
  const [going, setGoing] = useState(false);
  return (
    <Center component="main" mih="90dvh">
      <title>{`${t("ended.title")} · Kring`}</title>
      <EmptyState
        title={t("ended.title")}
        text={t("ended.text")}
        action={
          <Button
            mt="md"
            loading={going}
            onClick={() => {
              setGoing(true);
              signIn().catch(() => setGoing(false));
            }}
          >
            {t("ended.signIn")}
          </Button>
        }
      />
    </Center>
  );
}
