/** The moves that are open on one thing, as buttons; which those are, the answer's `allowed` decides. */
import { Button, Card, Group, Stack, Text } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { isProblem, type ApiProblem } from "@/shared/api/problem";
import type { Moved } from "@/shared/api/resource";
import { ConfirmButton } from "./confirm-button";
import { missingIn, MissingList } from "./missing-list";
import { useProblemWords } from "./problem-text";
import { useNotify } from "./use-notify";

/** What every thing with moves has in its answer. */
export interface Movable {
  id: string;
  /** What was seen: a move is refused when the thing has another version by now. */
  version: number;
  /** The moves that this reader may make now. */
  allowed?: readonly string[];
}

/** How one move reads. A move without words here is not offered, whatever `allowed` says. */
export interface MoveWords {
  label: string;
  /** Said when it is made. */
  done: string;
  /** Asked before; without it the move is made at once. */
  ask?: ReactNode;
  /** The title of the question; the label when left out. */
  title?: string;
  /** Asks for a reason under this name, which is required then. */
  reason?: string;
  /** The move's field for the reason. */
  reasonField?: string;
  icon?: ReactNode;
  variant?: "filled" | "default" | "light" | "subtle";
  danger?: boolean;
  /** The move that takes it back, offered for a moment where nothing was asked before. */
  undo?: string;
  /** Not while something is typed and not saved. */
  savedOnly?: boolean;
}

/** What `resource()` gives. */
export interface MovesOf<Name extends string> {
  key: readonly string[];
  useMove: () => UseMutationResult<unknown, Error, Moved<Name>>;
}

export interface MoveButtonsProps<Name extends string> {
  of: MovesOf<Name>;
  thing: Movable;
  words: Partial<Record<Name, MoveWords>>;
  size?: "sm" | "compact-sm";
  /** Something is typed and not saved. */
  unsaved?: boolean;
  /** What to show below the buttons for a refusal; undefined says it in a notification. */
  explain?: (refused: ApiProblem) => ReactNode;
  /** Shown when no move is open. */
  none?: ReactNode;
  /** Where the thing is now, in a sentence beside the buttons: the moves stand in a card of their own then. */
  lead?: ReactNode;
  onMoved?: () => void;
}

export function MoveButtons<Name extends string>(props: MoveButtonsProps<Name>) {
  const { of, thing, words, size, unsaved = false, explain, none, lead, onMoved } = props;
  const notify = useNotify();
  const change = of.useMove();
  const open = thing.allowed ?? [];
  const [refused, setRefused] = useState<ApiProblem | null>(null);
  const wordsFor = useProblemWords();
  const whyNot = (problem: ApiProblem) =>
    explain?.(problem) ??
    (isProblem(problem, "NotCompletable") ? (
      <MissingList title={wordsFor(problem).title} lines={missingIn(problem)} />
    ) : undefined);
  const explained = refused ? whyNot(refused) : undefined;
  const offered = (Object.entries(words) as [Name, MoveWords][]).filter(([move]) => open.includes(move));

  /** Rejects when the refusal is said in a notification: the dialog stays then. */
  async function go(move: Name, its: MoveWords, reason: string) {
    setRefused(null);
    let after: unknown;
    try {
      const body = its.reason ? { [its.reasonField ?? "reason"]: reason } : undefined;
      after = await change.mutateAsync({ id: thing.id, version: thing.version, move, ...(body ? { body } : {}) });
    } catch (error) {
      if (isProblem(error) && whyNot(error) !== undefined) return setRefused(error);
      notify.problem(error);
      throw error;
    }
    const version = versionOf(after);
    const undo = its.undo as Name | undefined;
    const back =
      undo !== undefined && version !== undefined
        ? () => change.mutate({ id: thing.id, version, move: undo }, { onError: notify.problem })
        : undefined;
    notify.done(its.done, back);
    onMoved?.();
  }

  if (offered.length === 0 && lead === undefined && none !== undefined) return none;
  const buttons = offered.map(([move, its]) => (
    <MoveButton
      key={move}
      words={its}
      size={size}
      unsaved={unsaved}
      busy={change.isPending}
      go={(reason) => go(move, its, reason)}
    />
  ));
  if (lead === undefined) {
    return (
      <Stack gap="xs" align={explained === undefined ? undefined : "flex-end"}>
        <Group gap={size ? "xs" : "sm"} wrap={size === "sm" ? "nowrap" : "wrap"}>
          {buttons}
        </Group>
        {explained}
      </Stack>
    );
  }
  return (
    <Card padding="lg">
      <Stack gap="md">
        <Group justify="space-between" gap="md">
          <Text size="sm" c="dimmed" flex="1 1 16rem">
            {lead}
          </Text>
          <Group gap="sm">{buttons}</Group>
        </Group>
        {explained}
      </Stack>
    </Card>
  );
}

/** The version that a move's answer says the thing has now. */
function versionOf(answer: unknown): number | undefined {
  const { version } = ((answer as { data?: unknown } | undefined)?.data ?? {}) as { version?: unknown };
  return typeof version === "number" ? version : undefined;
}

interface MoveButtonProps {
  words: MoveWords;
  size: MoveButtonsProps<string>["size"];
  unsaved: boolean;
  busy: boolean;
  go: (reason: string) => Promise<void>;
}

function MoveButton({ words, size, unsaved, busy, go }: MoveButtonProps) {
  const button = {
    ...(size ? { size } : {}),
    variant: words.variant ?? "filled",
    leftSection: words.icon,
    disabled: unsaved && words.savedOnly === true,
  };
  if (words.ask === undefined) {
    return (
      <Button {...button} loading={busy} onClick={() => void go("").catch(() => undefined)}>
        {words.label}
      </Button>
    );
  }
  return (
    <ConfirmButton
      {...button}
      title={words.title ?? words.label}
      text={words.ask}
      confirm={words.label}
      {...(words.reason ? { reasonLabel: words.reason } : {})}
      {...(words.danger ? { danger: true } : {})}
      onConfirm={go}
    >
      {words.label}
    </ConfirmButton>
  );
}
