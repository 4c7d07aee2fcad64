/** The ring in the header: closed when I may speak for the brand, open where something is missing. Pressing it says what. */
import { Popover, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/shared/session/me";
import { speakingRightQuery } from "./api";
import { RightExplained } from "./right-explained";
import { RightPicture } from "./right-picture";
import classes from "./speaking-right-ring.module.css";

export function SpeakingRightRing() {
  const { t } = useTranslation("speaking-rights", { useSuspense: false });
  const { person } = useMe();
  const [opened, setOpened] = useState(false);
  const right = useQuery({ ...speakingRightQuery(person?.id ?? ""), enabled: person !== undefined });

  const state = right.data === undefined ? "unknown" : right.data.allowed ? "closed" : "open";
  return (
    <Popover opened={opened} onChange={setOpened} width={340} position="bottom-end" trapFocus returnFocus shadow="md" radius="lg">
      <Popover.Target>
        <UnstyledButton
          className={classes.button}
          aria-label={t(`ring.${state}`)}
          aria-expanded={opened}
          aria-haspopup="dialog"
          onClick={() => setOpened((before) => !before)}
        >
          <RightPicture state={state} missing={right.data?.missing.length ?? 0} size={30} />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("title")} className={classes.dropdown}>
        <RightExplained query={right} onFollow={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}
