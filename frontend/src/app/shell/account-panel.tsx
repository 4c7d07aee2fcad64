/** What drops from the account button: who is signed in, colour scheme, signing out. */
import { Divider, Text, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { IconDeviceMobile, IconKeyboard, IconLogout, IconMoon, IconSun } from "@tabler/icons-react";
import { useLocation } from "@tanstack/react-router";
import { useContext } from "react";
import { useTranslation } from "react-i18next";
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, useLanguage } from "@/shared/i18n/language";
import { useMe } from "@/shared/session/me";
import { signOut } from "@/shared/session/session";
import { Choice, PanelAction } from "@/shared/ui/header-popover";
import { PlaceLink } from "@/shared/ui/link";
import { PLACES } from "../places";
import { FeatureRoutes } from "./feature-routes-context";
import classes from "./shell.module.css";
import { openKeys } from "./use-keys-dialog";

const SCHEMES = [
  { scheme: "light", icon: IconSun },
  { scheme: "dark", icon: IconMoon },
  { scheme: "auto", icon: IconDeviceMobile },
] as const satisfies readonly { scheme: MantineColorScheme; icon: typeof IconSun }[];

export default function AccountPanel({ name, onFollow }: { name: string; onFollow: () => void }) {
  const { t } = useTranslation(["app", "help"]);
  const { person } = useMe();
  const here = useHere();
  const language = useLanguage();
  const hasProfile = useContext(FeatureRoutes).some((route) => route.path === "/people/$id");
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
      <nav aria-label={t("help:menu.mine")}>
        {hasProfile && person && (
          <PlaceLink to={`/people/${person.id}`} onClick={onFollow} label={t("help:menu.profile")} />
        )}
        <PlaceLink to="/share/leaderboard" onClick={onFollow} label={t("help:menu.pseudonym")} />
        <PlaceLink to="/my-data" onClick={onFollow} label={t("help:menu.data")} />
        <PlaceLink to="/help" search={here ? { place: here } : {}} onClick={onFollow} label={t("help:menu.help")} />
      </nav>
      <PanelAction
        icon={<IconKeyboard size={18} aria-hidden />}
        onClick={() => {
          onFollow();
          openKeys();
        }}
      >
        {t("help:menu.keys")}
      </PanelAction>
      <Divider my="xs" />
      <Text size="sm" c="dimmed" px="xs" id="language">
        {t("language.choose")}
      </Text>
      <div role="group" aria-labelledby="language">
        {LANGUAGES.map((each) => (
          <Choice key={each} lang={each} chosen={each === language} onChoose={() => chooseLanguage(each)}>
            {LANGUAGE_NAMES[each]}
          </Choice>
        ))}
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

/** The place somebody is in: help begins with it. */
function useHere(): string | undefined {
  const { pathname } = useLocation();
  return PLACES.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`))?.place;
}
