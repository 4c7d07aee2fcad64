/** Enrol those who are chosen in a module: which one, one press, and what became of each. */
import { Button, Group, List, Select, Stack, Text } from "@mantine/core";
import { IconCheck, IconSchool, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import type { ManyMoved, Outcome } from "@/shared/api/resource";
import { moduleChoicesQuery } from "@/shared/catalogue/choices";
import { useLocalized } from "@/shared/i18n/localized";
import { DialogButton } from "@/shared/ui/dialog-button";
import { FormEnd } from "@/shared/ui/form-end";
import { useProblemWords } from "@/shared/ui/problem-text";
import { useNotify } from "@/shared/ui/use-notify";
import { useEnrolMany } from "./api";

export interface Chosen {
  id: string;
  name: string;
}

interface EnrolManyProps {
  people: readonly Chosen[];
  /** In this one; chosen in the dialog when left out. */
  module?: string;
  /** Called once all are answered: those who could not be enrolled may stay chosen. */
  onDone: (refused: readonly string[]) => void;
}

const MOST = 200;

export function EnrolManyButton(props: EnrolManyProps) {
  const { t } = useTranslation("enrolling");
  return (
    <DialogButton label={t("action")} size="sm" leftSection={<IconSchool size={16} aria-hidden />}>
      {(close) => <EnrolMany {...props} onClose={close} />}
    </DialogButton>
  );
}

function EnrolMany({ people, module, onDone, onClose }: EnrolManyProps & { onClose: () => void }) {
  const { t } = useTranslation("enrolling");
  const notify = useNotify();
  const change = useEnrolMany();
  // As they were when the dialog opened: the list behind it is read anew with each enrolment.
  const [asked] = useState(people);
  const [chosen, setChosen] = useState<string | null>(module ?? null);
  const [missing, setMissing] = useState(false);
  const tooMany = asked.length > MOST;

  async function send(event: SyntheticEvent) {
    event.preventDefault();
    if (!chosen) return setMissing(true);
    try {
      await change.mutateAsync({ module: chosen, ids: asked.map(({ id }) => id) });
    } catch (error) {
      notify.problem(error);
    }
  }

  if (change.data) {
    const { items } = change.data;
    const end = () => {
      onClose();
      onDone(items.filter(({ code }) => code).map(({ id }) => id));
    };
    return <Answered people={asked} found={change.data} onClose={end} />;
  }
  return (
    <form onSubmit={(event) => void send(event)} noValidate>
      <Stack>
        <Text size="sm">{t("text")}</Text>
        {module === undefined && (
          <ModuleField value={chosen} onChange={setChosen} error={missing && !chosen ? t("needModule") : null} />
        )}
        <div>
          <Text fw={600}>{t("who", { count: asked.length })}</Text>
          <Text size="sm" c="dimmed" mah={160} style={{ overflowY: "auto" }} tabIndex={0}>
            {asked.map(({ name }) => name).join(", ")}
          </Text>
        </div>
        {tooMany && <Text size="sm">{t("most", { count: MOST })}</Text>}
        {!tooMany && <FormEnd submit={t("submit")} busy={change.isPending} onCancel={onClose} />}
      </Stack>
    </form>
  );
}

interface ModuleFieldProps {
  value: string | null;
  onChange: (module: string | null) => void;
  error: string | null;
}

function ModuleField({ value, onChange, error }: ModuleFieldProps) {
  const { t } = useTranslation("enrolling");
  const localized = useLocalized();
  const modules = useQuery(moduleChoicesQuery());
  const offered = (modules.data ?? []).filter(({ state }) => state === "published");
  return (
    <Select
      required
      searchable
      data-autofocus
      label={t("module")}
      data={offered.map((one) => ({ value: one.id, label: localized(one.title) }))}
      value={value}
      onChange={onChange}
      error={error}
    />
  );
}

interface AnsweredProps {
  people: readonly Chosen[];
  found: ManyMoved;
  onClose: () => void;
}

function Answered({ people, found, onClose }: AnsweredProps) {
  const { t } = useTranslation(["enrolling", "shared"]);
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const enrolled = found.items.filter(({ status }) => status === 201).length;
  return (
    <Stack>
      <Text role="status" fw={600}>
        {enrolled > 0 ? t("done", { count: enrolled }) : t("none")}
      </Text>
      <List aria-label={t("outcomes")} listStyleType="none" spacing="xs" mah="50vh" style={{ overflowY: "auto" }}>
        {found.items.map((one) => (
          <List.Item
            key={one.id}
            icon={one.code ? <IconX size={18} aria-hidden /> : <IconCheck size={18} aria-hidden />}
          >
            <strong>{names.get(one.id)}</strong>: <What became={one} />
          </List.Item>
        ))}
      </List>
      <Group justify="flex-end">
        <Button data-autofocus onClick={onClose}>
          {t("shared:close")}
        </Button>
      </Group>
    </Stack>
  );
}

function What({ became }: { became: Outcome }) {
  const { t } = useTranslation("enrolling");
  const wordsOf = useProblemWords();
  if (became.code) return became.detail ?? wordsOf(undefined).title;
  if (became.status === 201) return t("new");
  return t(became.state === "completed" ? "completed" : "already");
}
