/** What drops from the account button: who is signed in, colour scheme, signing out. */
import { Divider, Text, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { IconDeviceMobile, IconLogout, IconMoon, IconSun } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/shared/session/me";
import { signOut } from "@/shared/session/session";
import { Choice, PanelAction } from "@/shared/ui/header-popover";
import classes from "./shell.module.css";

const SCHEMES = [
  { scheme: "light", icon: IconSun },
  { scheme: "dark", icon: IconMoon },
  { scheme: "auto", icon: IconDeviceMobile },
] as const satisfies readonly { scheme: MantineColorScheme; icon: typeof IconSun }[];

export default function AccountPanel({ name }: { name: string }) {
  const { t } = useTranslation("app");
  const { person } = useMe();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <div className={classes.whoami}>
        <Text fw={650}>{name}</Text>
        <Text size="sm" c="dimmed">
          {[person?.job_profile, person?.department].filter(Boolean).join(" · ")}
        </Text>
      </div>
      <Divider my="xs" />
      <Text size="sm" c="dimmed" px="xs" id="appearance">
        {t("account.theme")}
      </Text>
      <div role="group" aria-labelledby="appearance">
        {SCHEMES.map(({ scheme, icon: SchemeIcon }) => (
          <Choice
            key={scheme}
            chosen={scheme === colorScheme}
            icon={<SchemeIcon size={18} aria-hidden />}
            onChoose={() => setColorScheme(scheme)}
          >
            {t(`account.${scheme}`)}
          </Choice>
        ))}
      </div>
      <Divider my="xs" />
      <PanelAction icon={<IconLogout size={18} aria-hidden />} onClick={() => void signOut()}>
        {t("account.signOut")}
      </PanelAction>
    </>
  );
}
