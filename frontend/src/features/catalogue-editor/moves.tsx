/** Publish or archive a track or module; what is still missing is said in words, and everything typed is saved first. */
import { Alert } from "@mantine/core";
import { IconArchive, IconSend } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/shared/api/problem";
import { missingIn, MissingList } from "@/shared/ui/missing-list";
import { MoveButtons, type Movable } from "@/shared/ui/move-buttons";
import { modules, tracks } from "./api";

interface MovesProps {
  kind: "track" | "module";
  thing: Movable & { state: string };
  /** Something was typed and not saved: publishing would leave it behind. */
  unsaved: boolean;
}

export function Moves({ kind, thing, unsaved }: MovesProps) {
  const { t } = useTranslation("catalogue-editor");
  if (thing.state === "archived") {
    return (
      <Alert color="gray" variant="light">
        {t("archivedText")}
      </Alert>
    );
  }
  return (
    <MoveButtons
      of={kind === "track" ? tracks : modules}
      thing={thing}
      unsaved={unsaved}
      lead={unsaved ? t("saveFirst") : t(`stands.${kind}.${thing.state}`)}
      explain={(refused) =>
        isProblem(refused, "NotPublishable") ? (
          <MissingList
            title={t("missing.title")}
            lines={missingIn(refused)}
            words={({ code, detail }) => t(`missing.${code}`, { defaultValue: detail })}
          />
        ) : undefined
      }
      words={{
        archive: {
          label: t("archive"),
          done: t(`moved.${kind}.archive`),
          ask: t(`archiveText.${kind}`),
          icon: <IconArchive size={16} aria-hidden />,
          variant: "default",
          danger: true,
        },
        publish: {
          label: t("publish"),
          done: t(`moved.${kind}.publish`),
          icon: <IconSend size={16} aria-hidden />,
          savedOnly: true,
        },
      }}
    />
  );
}
