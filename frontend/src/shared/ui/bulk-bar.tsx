/** What to do with the rows that are chosen: the moves open to all of them, and what became of each. */
import { Alert, Button, Card, Group, List, Stack, Text } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ManyMoved, MoveMany, Outcome } from "@/shared/api/resource";
import classes from "./bulk-bar.module.css";
import { ConfirmButton } from "./confirm-button";
import type { MoveWords } from "./move-buttons";
import { useProblemWords } from "./problem-text";
import { useNotify } from "./use-notify";

/** How the rows of a list are moved together. */
export interface Bulk<Row> {
  of: { useMoveMany: () => UseMutationResult<ManyMoved, Error, MoveMany> };
  /** The moves, as they read for one; a row's `allowed` says which are open. */
  words: Partial<Record<string, MoveWords>>;
  /** What a row is called. */
  nameOf: (row: Row) => string;
}

export interface BulkBarProps<Row> {
  bulk: Bulk<Row>;
  /** Those chosen. */
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  onChosen: (ids: ReadonlySet<string>) => void;
}

const MOST = 200;

export function BulkBar<Row>({ bulk, rows, rowKey, onChosen }: BulkBarProps<Row>) {
  const { t } = useTranslation("shared");
  const notify = useNotify();
  const change = bulk.of.useMoveMany();
  const [refused, setRefused] = useState<readonly Named[]>([]);
  const tooMany = rows.length > MOST;
  const open = tooMany || rows.length === 0 ? [] : commonMoves(rows, bulk.words);

  async function go(move: string, its: MoveWords, reason: string) {
    const names = new Map(rows.map((row) => [rowKey(row), bulk.nameOf(row)]));
    let found: ManyMoved;
    try {
      const asked = { ids: [...names.keys()], move, ...(reason ? { reason } : {}) };
      found = await change.mutateAsync(asked);
    } catch (error) {
      notify.problem(error);
      throw error;
    }
    const left = found.items.filter((one) => one.code);
    setRefused(left.map((one) => ({ ...one, name: names.get(one.id) ?? one.id })));
    onChosen(new Set(left.map((one) => one.id)));
    if (found.done > 0) notify.done(t("bulk.done", { label: its.label, count: found.done }));
  }

  // What was refused may have left the list meanwhile: its reason is still told.
  if (rows.length === 0 && refused.length === 0) return null;
  return (
    <Card className={classes.bar} padding="sm" role="region" aria-label={t("bulk.label")}>
      <Stack gap="sm">
        <Group justify="space-between" gap="sm">
          <Text fw={600} aria-live="polite">
            {t("bulk.chosen", { count: rows.length })}
          </Text>
          <Group gap="xs">
            {open.map(([move, its]) => (
              <ConfirmButton
                key={move}
                size="sm"
                variant={its.variant ?? "filled"}
                title={its.title ?? its.label}
                text={
                  <>
                    {its.ask} <strong>{t("bulk.chosen", { count: rows.length })}</strong>
                  </>
                }
                confirm={its.label}
                {...(its.reason ? { reasonLabel: its.reason } : {})}
                {...(its.danger ? { danger: true } : {})}
                onConfirm={(reason) => go(move, its, reason)}
              >
                {its.label}
              </ConfirmButton>
            ))}
            <Button size="sm" variant="subtle" onClick={() => onChosen(new Set())}>
              {t("bulk.clear")}
            </Button>
          </Group>
        </Group>
        {tooMany && <Text size="sm">{t("bulk.most", { count: MOST })}</Text>}
        {!tooMany && rows.length > 0 && open.length === 0 && <Text size="sm">{t("bulk.none")}</Text>}
        {refused.length > 0 && <Refused refused={refused} />}
      </Stack>
    </Card>
  );
}

interface Named extends Outcome {
  name: string;
}

function Refused({ refused }: { refused: readonly Named[] }) {
  const { t } = useTranslation("shared");
  const wordsOf = useProblemWords();
  return (
    <Alert color="yellow" title={t("bulk.refused", { count: refused.length })}>
      <Text size="sm">{t("bulk.still")}</Text>
      <List size="sm" mt="xs">
        {refused.map((one) => (
          <List.Item key={one.id}>
            <strong>{one.name}</strong>: {one.detail ?? wordsOf(undefined).title}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

/** The moves with words that every one of the rows allows. */
export function commonMoves(
  rows: readonly unknown[],
  words: Partial<Record<string, MoveWords>>,
): [string, MoveWords][] {
  const allowed = rows.map((row) => (row as { allowed?: readonly string[] }).allowed ?? []);
  return Object.entries(words).filter(
    (entry): entry is [string, MoveWords] =>
      entry[1] !== undefined && allowed.every((moves) => moves.includes(entry[0])),
  );
}
