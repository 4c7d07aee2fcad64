/** The clauses of a version in their order; in a draft they can be written, moved and taken out. */
import { ActionIcon, Alert, Button, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPencil, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ClauseCard } from "@/shared/clauses/clause-card";
import { useFormat } from "@/shared/format/use-format";
import { asLanguage, LANGUAGE_NAMES } from "@/shared/i18n/language";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { EmptyState } from "@/shared/ui/empty-state";
import { PersonName } from "@/shared/ui/person-name";
import { useNotify } from "@/shared/ui/use-notify";
import type { Clause, Guideline, WholeVersion } from "../api";
import { useRemoveClause, useReorder } from "./changes";
import { moved } from "./clause-form";
import { ClauseEditor } from "./clause-editor";

const NEW = "new";

interface ClauseListProps {
  guideline: Guideline;
  version: WholeVersion;
  editable: boolean;
}

export function ClauseList({ guideline, version, editable }: ClauseListProps) {
  const { t } = useTranslation(["guideline-editor", "shared"]);
  const [edited, edit] = useState<string | null>(null);
  const at = { guideline: guideline.id, number: version.number };
  const notify = useNotify();
  const reorder = useReorder(at);
  const clauses = version.clauses.toSorted((a, b) => a.position - b.position);
  // By its id: when somebody else changed it, the dialog goes on with how it is now.
  const existing = clauses.find((clause) => clause.clause_id === edited) ?? null;
  const add = editable && (
    <Button variant="light" leftSection={<IconPlus size={18} aria-hidden />} onClick={() => edit(NEW)}>
      {t("clauses.add")}
    </Button>
  );

  function move(index: number, by: -1 | 1) {
    const before = clauses.map((clause) => clause.clause_id);
    reorder.mutate(moved(before, index, by), {
      onSuccess: () => notify.done(t("clauses.moved"), () => reorder.mutate(before, { onError: notify.problem })),
      onError: notify.problem,
    });
  }

  return (
    <section>
      <Group justify="space-between" mb="md">
        <Title order={2} size="h3">
          {t("clauses.title", { count: clauses.length })}
        </Title>
        {clauses.length > 0 && add}
      </Group>
      {editable && version.state !== "draft" && (
        <Alert variant="light" color="yellow" mb="md">
          {t("clauses.voids")}
        </Alert>
      )}
      {clauses.length === 0 && (
        <EmptyState small title={t("clauses.empty")} text={t("clauses.emptyText")} action={add} />
      )}
      <Stack gap="sm">
        {clauses.map((clause, index) => (
          <ClauseCard
            key={clause.clause_id}
            clause={clause}
            below={<Upkeep clause={clause} />}
            actions={
              editable && (
                <Group gap={4}>
                  <ActionIcon
                    variant="subtle"
                    aria-label={t("clauses.up", { number: index + 1 })}
                    disabled={index === 0 || reorder.isPending}
                    onClick={() => move(index, -1)}
                  >
                    <IconArrowUp size={18} aria-hidden />
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    aria-label={t("clauses.down", { number: index + 1 })}
                    disabled={index === clauses.length - 1 || reorder.isPending}
                    onClick={() => move(index, 1)}
                  >
                    <IconArrowDown size={18} aria-hidden />
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    aria-label={t("clauses.edit", { number: index + 1 })}
                    onClick={() => edit(clause.clause_id)}
                  >
                    <IconPencil size={18} aria-hidden />
                  </ActionIcon>
                  <Remove clause={clause} at={at} />
                </Group>
              )
            }
          />
        ))}
      </Stack>
      <Modal
        opened={edited !== null}
        onClose={() => edit(null)}
        size="lg"
        closeOnClickOutside={false}
        title={t(edited === NEW ? "clauses.add" : "clauses.change")}
        closeButtonProps={{ "aria-label": t("shared:close") }}
      >
        {edited !== null && (
          <ClauseEditor key={existing?.version} at={at} existing={existing} onDone={() => edit(null)} />
        )}
      </Modal>
    </section>
  );
}

function Remove({ clause, at }: { clause: Clause; at: { guideline: string; number: number } }) {
  const { t } = useTranslation("guideline-editor");
  const notify = useNotify();
  const remove = useRemoveClause(at);
  async function go() {
    try {
      await remove.mutateAsync(clause);
      notify.done(t("clauses.removed"));
    } catch (error) {
      notify.problem(error);
      throw error;
    }
  }
  return (
    <ConfirmButton
      size="compact-sm"
      variant="subtle"
      c="var(--tone-trouble-fg)"
      danger
      title={t("clauses.removeTitle")}
      text={t("clauses.removeText")}
      confirm={t("clauses.remove")}
      onConfirm={go}
    >
      {t("clauses.remove")}
    </ConfirmButton>
  );
}

function Upkeep({ clause }: { clause: Clause }) {
  const { t } = useTranslation("guideline-editor");
  const format = useFormat();
  const stale = clause.stale_languages.map((tag) => LANGUAGE_NAMES[asLanguage(tag) ?? "en"]);
  return (
    <Group gap="md" mt={4} fz="sm" c="dimmed">
      {clause.owner_id && (
        <span>
          {t("owner")} <PersonName id={clause.owner_id} />
        </span>
      )}
      {clause.review_on && <span>{t("reviewOn", { when: format.date(clause.review_on) })}</span>}
      {stale.length > 0 && (
        <Text span size="sm" fw={600} style={{ color: "var(--tone-waiting-fg)" }}>
          {t("stale", { languages: format.list(stale) })}
        </Text>
      )}
    </Group>
  );
}
