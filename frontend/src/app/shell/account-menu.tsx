/** Who is signed in; what drops from the button is loaded when it is first pressed. */
import { Avatar } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/shared/session/me";
import { signedInName } from "@/shared/session/session";
import { HeaderPopover } from "@/shared/ui/header-popover";

const AccountPanel = lazy(() => import("./account-panel"));

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return `${words[0]?.[0] ?? ""}${words.length > 1 ? (words.at(-1)?.[0] ?? "") : ""}`.toUpperCase();
}

export function AccountMenu() {
  const { t } = useTranslation("app");
  const { person } = useMe();
  const [asked, setAsked] = useState(false);
  const name = person ? `${person.given_name} ${person.family_name}`.trim() : (signedInName() ?? "");
  return (
    <HeaderPopover
      // Begins with what is seen, so that it can be called by voice.
      label={name ? `${initialsOf(name)} · ${t("account.open")}: ${name}` : t("account.open")}
      button={
        <Avatar color="kring" variant="filled" size={34} radius="xl">
          {name ? initialsOf(name) : undefined}
        </Avatar>
      }
      onToggle={() => setAsked(true)}
    >
      {(close) =>
        asked && (
          <Suspense>
            <AccountPanel name={name} onFollow={close} />
          </Suspense>
        )
      }
    </HeaderPopover>
  );
}
