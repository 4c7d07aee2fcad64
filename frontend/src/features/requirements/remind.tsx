/** A reminder prepared for those who are chosen, in the language of whoever reads it: copied from here, sent elsewhere. */
import { Alert, Button, Group, Loader, SegmentedControl, Stack, Text, Textarea } from "@mantine/core";
import { IconBellPlus, IconCopy } from "@tabler/icons-react";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { LANGUAGE_NAMES, LANGUAGES, useLanguage, type Language } from "@/shared/i18n/language";
import { DialogButton } from "@/shared/ui/dialog-button";
import { useCopy } from "@/shared/ui/use-copy";
import type { Requirement } from "./api";
import { reminderText, toRemind, type Reminded } from "./reminder";

interface RemindProps {
  requirement: Requirement;
  chosen: readonly Reminded[];
}

export function RemindButton({ requirement, chosen }: RemindProps) {
  const { t } = useTranslation("requirements");
  return (
    <DialogButton label={t("remind.action")} size="sm" leftSection={<IconBellPlus size={16} aria-hidden />}>
      {(close) => <Remind requirement={requirement} chosen={chosen} onDone={close} />}
    </DialogButton>
  );
}

function Remind({ requirement, chosen, onDone }: RemindProps & { onDone: () => void }) {
  const { t } = useTranslation(["requirements", "shared"]);
  const [language, setLanguage] = useState<Language>(useLanguage());
  const people = toRemind(chosen);
  const left = chosen.length - people.length;
  if (people.length === 0) {
    return (
      <Stack>
        <Text>{t("remind.nobody")}</Text>
        <Group justify="flex-end">
          <Button onClick={onDone}>{t("shared:close")}</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack>
      <Text size="sm">{t("remind.how")}</Text>
      {left > 0 && <Text size="sm">{t("remind.left", { count: left })}</Text>}
      <SegmentedControl
        aria-label={t("remind.language")}
        fullWidth
        value={language}
        onChange={(value) => setLanguage(value as Language)}
        data={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
      />
      <Suspense fallback={<Loader size="sm" aria-label={t("shared:loading")} />}>
        <Written key={language} language={language} requirement={requirement} people={people} onDone={onDone} />
      </Suspense>
    </Stack>
  );
}

interface WrittenProps {
  language: Language;
  requirement: Requirement;
  people: readonly Reminded[];
  onDone: () => void;
}

/** The text in one language, to be changed before it is copied. */
function Written({ language, requirement, people, onDone }: WrittenProps) {
  const { t } = useTranslation(["requirements", "shared"]);
  const { t: said } = useTranslation("requirements", { lng: language });
  const [text, setText] = useState(() => reminderText(said, language, requirement, people, location.origin));
  const { outcome, copy } = useCopy();
  return (
    <>
      <Textarea
        label={t("remind.field")}
        lang={language}
        autosize
        minRows={8}
        maxRows={16}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div role="status">
        {outcome === "copied" && <Text size="sm">{t("remind.copied")}</Text>}
        {outcome === "refused" && <Alert color="yellow">{t("remind.refused")}</Alert>}
      </div>
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {t("shared:close")}
        </Button>
        <Button leftSection={<IconCopy size={18} aria-hidden />} onClick={() => void copy(text)}>
          {t("remind.copy")}
        </Button>
      </Group>
    </>
  );
}
