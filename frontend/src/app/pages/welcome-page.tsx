/** For whoever is not signed in yet: what this is, and the door. */
import { Alert, Button, Group, List, Stack, Text, Title } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { LastToday } from "@/features/today/last-today";
import { signIn } from "@/shared/session/session";
import { Logo, Ripples } from "@/shared/ui/ripples";
import { LanguageMenu } from "../shell/language-menu";
import classes from "./welcome-page.module.css";

export function WelcomePage() {
  const { t } = useTranslation("app");
  const [going, setGoing] = useState(false);
  const [away, setAway] = useState(false);

  async function go() {
    setGoing(true);
    setAway(false);
    try {
      await signIn();
    } catch {
      setAway(true);
      setGoing(false);
    }
  }

  return (
    <div className={classes.page}>
      <title>Kring</title>
      <header className={classes.header}>
        <span className={classes.brand}>
          <Logo size={32} /> Kring
        </span>
        <LanguageMenu />
      </header>
      <main className={classes.main}>
        <Stack gap="lg" className={classes.words}>
          <Title order={1} className={classes.title}>
            {t("welcome.title")}
          </Title>
          <Text size="lg" c="dimmed" maw="34rem">
            {t("welcome.text")}
          </Text>
          <List spacing="xs" listStyleType="none" className={classes.points}>
            <List.Item>{t("welcome.learn")}</List.Item>
            <List.Item>{t("welcome.right")}</List.Item>
            <List.Item>{t("welcome.share")}</List.Item>
          </List>
          <Group>
            <Button
              size="lg"
              loading={going}
              onClick={() => void go()}
              rightSection={<IconArrowRight size={18} aria-hidden />}
            >
              {t("welcome.signIn")}
            </Button>
          </Group>
          {away && (
            <Alert color="yellow" variant="light" role="alert" maw="34rem">
              {t("welcome.away")}
            </Alert>
          )}
          <LastToday onlyOffline />
        </Stack>
        <div className={classes.picture} aria-hidden>
          <Ripples size={420} moving />
        </div>
      </main>
    </div>
  );
}
