/** The inside of a notification that can be taken back. */
import { Button, Group, Text } from "@mantine/core";

export function UndoNotice({ message, undoLabel, onUndo }: { message: string; undoLabel: string; onUndo: () => void }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <Text size="sm">{message}</Text>
      <Button size="compact-sm" variant="light" onClick={onUndo}>
        {undoLabel}
      </Button>
    </Group>
  );
}
