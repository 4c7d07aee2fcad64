/** Back from the sign-in provider: finish, and go where the person was heading. */
import { Button, Center } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { waitingAddress } from "@/shared/session/return-address";
import { finishSignIn, signIn } from "@/shared/session/session";
import { EmptyState } from "@/shared/ui/empty-state";
import { ArrivingPage } from "./arriving-page";

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

  if (!failed) return <ArrivingPage />;
  return (
    <Center component="main" mih="90dvh">
      <title>Kring</title>
      <EmptyState
        title={t("callback.failed")}
        text={t("callback.failedText")}
        action={
          <Button mt="md" onClick={() => void signIn(waitingAddress() ?? "/today")}>
            {t("welcome.signIn")}
          </Button>
        }
      />
    </Center>
  );
}
