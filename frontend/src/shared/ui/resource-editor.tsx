/**
 * A form on one thing: a draft outlives the tab, a 422 stands at its field, a 412 offers the newest, leaving asks first.
 * The feature gives the fields, and how a draft is saved.
 */
import { Alert, Button, Fieldset, Group, Stack } from "@mantine/core";
import { useForm, type UseFormInput, type UseFormReturnType } from "@mantine/form";
import { IconHistory } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { forgetDraft, keepDraft, keptDraft } from "@/shared/drafts/kept-draft";
import { useFormat } from "@/shared/format/use-format";
import { FormProblem, showAtFields, toFirstFault } from "./form-problem";
import { UnsavedGuard } from "./unsaved-guard";
import { useNotify } from "./use-notify";

interface ResourceEditorProps<Draft, Saved> {
  /** Names the draft on this device: "training/tracks/new", or the thing's path with its id. */
  name: string;
  initial: Draft;
  /** The version that is changed; left out for something new. */
  etag?: string;
  validate?: UseFormInput<Draft>["validate"];
  /** The body's fields that are shown here, by the first part of their path; the draft's own when left out. */
  fields?: readonly string[];
  /** Resolves with what was saved; rejects with the problem. The ETag is that of the version the draft was begun on. */
  save: (draft: Draft, etag: string) => Promise<Saved>;
  /** Said when it is saved; nothing when left out. */
  saved?: string;
  onSaved?: (saved: Saved) => void;
  /** It can be read and not changed any more. */
  locked?: boolean;
  /** The word on the button; "Save" when left out. */
  submit?: string;
  /** In a dialog: closes it without saving. */
  onCancel?: () => void;
  /** Above the fields, outside the form: the moves. */
  above?: (unsaved: boolean) => ReactNode;
  gap?: "md" | "lg" | "xl";
  children: (form: UseFormReturnType<Draft>) => ReactNode;
}

export function ResourceEditor<Draft extends object, Saved>(props: ResourceEditorProps<Draft, Saved>) {
  const {
    name,
    initial,
    etag = "*",
    validate,
    fields = Object.keys(initial),
    save,
    saved,
    onSaved,
    locked = false,
    above,
    gap = "lg",
  } = props;
  const { t } = useTranslation("shared");
  const notify = useNotify();
  const [kept, setKept] = useState(() => (locked ? null : keptDraft(name, initial)));
  // A draft begun on an older version is saved against that version: the refusal then offers the newest.
  const begunOn = kept?.etag ?? etag;
  const form = useForm<Draft>({
    initialValues: initial,
    ...(validate ? { validate } : {}),
    onValuesChange: (draft) => (isSame(draft, initial) ? forgetDraft(name) : keepDraft(name, draft, begunOn)),
  });
  const saving = useMutation({
    mutationFn: (draft: Draft) => save(draft, begunOn),
    // Here and not at the call: it must also run when the newest version has replaced this form meanwhile.
    onSuccess: (result) => {
      forgetDraft(name);
      if (saved !== undefined) notify.done(saved);
      form.resetDirty();
      onSaved?.(result);
    },
    onError: (error) => showAtFields(form, error, fields),
  });

  useEffect(() => {
    if (kept) form.setValues(kept.draft);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the form opens
  }, []);

  function forget() {
    form.reset();
    forgetDraft(name);
    setKept(null);
  }

  return (
    <Stack gap="lg">
      <UnsavedGuard unsaved={form.isDirty} onLeave={() => forgetDraft(name)} />
      {kept && <Restored at={kept.at} onForget={forget} />}
      {above?.(form.isDirty())}
      <form onSubmit={form.onSubmit((draft) => saving.mutate(draft), toFirstFault)} noValidate>
        <Fieldset variant="unstyled" m={0} p={0} disabled={locked}>
          <Stack gap={gap}>
            {props.children(form)}
            <FormProblem error={saving.error} onNewest={forget} />
            <Group justify="flex-end">
              {props.onCancel && (
                <Button variant="default" onClick={props.onCancel}>
                  {t("cancel")}
                </Button>
              )}
              <Button type="submit" loading={saving.isPending}>
                {props.submit ?? t("save")}
              </Button>
            </Group>
          </Stack>
        </Fieldset>
      </form>
    </Stack>
  );
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function Restored({ at, onForget }: { at: number; onForget: () => void }) {
  const { t } = useTranslation("shared");
  const format = useFormat();
  return (
    <Alert variant="light" role="status" icon={<IconHistory aria-hidden />} title={t("draft.title")}>
      <Group justify="space-between" gap="sm">
        {t("draft.text", { when: format.relativeDay(new Date(at)) })}
        <Button size="compact-md" variant="default" onClick={onForget}>
          {t("draft.forget")}
        </Button>
      </Group>
    </Alert>
  );
}
