/** The ring in the header: closed when I may speak for the brand, open where something is missing. Pressing it says what. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/shared/i18n/language";
import { useMe } from "@/shared/session/me";
import { HeaderPopover } from "@/shared/ui/header-popover";
import { speakingRightQuery } from "./right-query";
import { RightPicture } from "./right-picture";

const RightExplained = lazy(async () => ({ default: (await import("./right-explained")).RightExplained }));

export function SpeakingRightRing() {
  const { t } = useTranslation("speaking-rights", { useSuspense: false });
  const language = useLanguage();
  const { person } = useMe();
  const [asked, setAsked] = useState(false);
  const right = useQuery({ ...speakingRightQuery(person?.id ?? "", language), enabled: person !== undefined });

  const state = right.data === undefined ? "unknown" : right.data.allowed ? "closed" : "open";
  return (
    <HeaderPopover
      label={t(`ring.${state}`)}
      button={<RightPicture state={state} missing={right.data?.missing.length ?? 0} size={30} />}
      // Looking is asking: a certificate may have come or gone since.
      onToggle={(open) => {
        setAsked(true);
        if (open && person) void right.refetch();
      }}
    >
      {(close) =>
        asked && (
          <Suspense>
            <RightExplained query={right} onFollow={close} />
          </Suspense>
        )
      }
    </HeaderPopover>
  );
}
