/** Back from the sign-in provider: finish, and go where the person was heading. */
import { Button, Center, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { finishSignIn, signIn } from "@/shared/session/session";
import { EmptyState } from "@/shared/ui/empty-state";
import { Ripples } from "@/shared/ui/ripples";

export default function CallbackPage() {
  const { t } = useTranslation("app");
  const navigate = useNavigate();
  const [failed, setFailed] = useState(false);
  // The code in the address works once; strict mode runs effects twice.
  const started = useRef(false);

  useEffect(() => {
    if (started.current) return;
    started.current = true;
    finishSignIn().then(
      (returnTo) => navigate({ href: returnTo, replace: true }),
      (error: unknown) => {
        console.error(error);
        setFailed(true);
      },
    );
  }, [navigate]);

  return (
    <Center component="main" mih="90dvh">
      <title>Kring</title>
      {failed ? (
        <EmptyState
          title={t("callback.failed")}
          text={t("callback.failedText")}
          action={
            <Button mt="md" onClick={() => void signIn("/today")}>
              {t("welcome.signIn")}
            </Button>
          }
        />
      ) : (
        <Stack align="center" role="status">
          <Ripples size={120} moving />
          <Text c="dimmed">{t("callback.working")}</Text>
        </Stack>
      )}
    </Center>
  );
}
