/** Who is signed in, light or dark, and the way out. */
import { Avatar, Menu, Text, UnstyledButton, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { IconCheck, IconDeviceMobile, IconLogout, IconMoon, IconSun } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/shared/session/me";
import { signedInName, signOut } from "@/shared/session/session";
import classes from "./shell.module.css";

const SCHEMES = [
  { scheme: "light", icon: IconSun },
  { scheme: "dark", icon: IconMoon },
  { scheme: "auto", icon: IconDeviceMobile },
] as const satisfies readonly { scheme: MantineColorScheme; icon: typeof IconSun }[];

export function AccountMenu() {
  const { t } = useTranslation("app");
  const { person } = useMe();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const name = person ? `${person.given_name} ${person.family_name}`.trim() : (signedInName() ?? "");
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.account} aria-label={`${t("account.open")}${name ? `: ${name}` : ""}`}>
          <Avatar name={name} color="kring" variant="filled" size={34} radius="xl" aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.whoami}>
          <Text fw={650}>{name}</Text>
          <Text size="sm" c="dimmed">
            {[person?.job_profile, person?.department].filter(Boolean).join(" · ")}
          </Text>
        </div>
        <Menu.Divider />
        <Menu.Label>{t("account.theme")}</Menu.Label>
        {SCHEMES.map(({ scheme, icon: SchemeIcon }) => (
          <Menu.Item
            key={scheme}
            role="menuitemradio"
            aria-checked={scheme === colorScheme}
            closeMenuOnClick={false}
            leftSection={<SchemeIcon size={16} aria-hidden />}
            rightSection={scheme === colorScheme ? <IconCheck size={16} aria-hidden /> : null}
            onClick={() => setColorScheme(scheme)}
          >
            {t(`account.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
          {t("account.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
