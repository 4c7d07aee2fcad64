/** The header: logo, search, my speaking right, language and account. */
import { ActionIcon, Group, Kbd, UnstyledButton } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { SpeakingRightRing } from "@/features/speaking-rights/speaking-right-ring";
import { Link } from "@/shared/ui/link";
import { Logo } from "@/shared/ui/ripples";
import { AccountMenu } from "./account-menu";
import { LanguageMenu } from "./language-menu";
import classes from "./shell.module.css";
import { useKeysDialog } from "./use-keys-dialog";

const Palette = lazy(() => import("./palette"));
const KeysDialog = lazy(() => import("./keys-dialog"));

const onMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function Header() {
  const { t } = useTranslation("app");
  const [asked, setAsked] = useState(0);
  const openPalette = () => setAsked((times) => times + 1);
  const keys = useKeysDialog();
  useHotkeys([["mod+K", openPalette]], []);

  return (
    <header className={classes.header}>
      <Link to="/today" className={classes.brand} underline="never" aria-label="Kring">
        <Logo size={30} />
        <span>Kring</span>
      </Link>
      <UnstyledButton className={classes.search} onClick={openPalette} visibleFrom="sm">
        <IconSearch size={16} aria-hidden />
        <span>{t("palette.open")}</span>
        <Kbd size="xs" aria-hidden>
          {onMac ? "⌘ K" : "Ctrl K"}
        </Kbd>
      </UnstyledButton>
      <Group gap={6} wrap="nowrap" ml="auto">
        <ActionIcon
          hiddenFrom="sm"
          variant="subtle"
          color="gray"
          size={44}
          aria-label={t("palette.open")}
          onClick={openPalette}
        >
          <IconSearch size={22} aria-hidden />
        </ActionIcon>
        <SpeakingRightRing />
        <LanguageMenu />
        <AccountMenu />
      </Group>
      {asked > 0 && (
        <Suspense fallback={null}>
          <Palette asked={asked} />
        </Suspense>
      )}
      {keys.open && (
        <Suspense fallback={null}>
          <KeysDialog onClose={keys.close} />
        </Suspense>
      )}
    </header>
  );
}
