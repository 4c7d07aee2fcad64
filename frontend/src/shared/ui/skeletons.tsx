/** Shapes of what is coming. */
import { Card, Group, Skeleton, Stack } from "@mantine/core";

const CARDS = {
  display: "grid",
  gap: "var(--mantine-spacing-md)",
  gridTemplateColumns: "repeat(auto-fill, minmax(min(100%, 17rem), 1fr))",
} as const;

export function ListSkeleton({ rows = 5 }: { rows?: number }) {
  return (
    <Stack gap="sm">
      {Array.from({ length: rows }, (_, row) => (
        <Group key={row} wrap="nowrap" py="xs">
          <Skeleton circle height={36} style={{ flex: "none" }} />
          <Stack gap={8} style={{ flex: 1 }}>
            <Skeleton height={12} width={`${70 - (row % 3) * 12}%`} />
            <Skeleton height={10} width={`${45 - (row % 2) * 10}%`} />
          </Stack>
        </Group>
      ))}
    </Stack>
  );
}

export function CardsSkeleton({ cards = 6 }: { cards?: number }) {
  return (
    <div style={CARDS}>
      {Array.from({ length: cards }, (_, card) => (
        <Card key={card}>
          <Skeleton height={10} width="30%" mb="md" />
          <Skeleton height={16} width="80%" mb="sm" />
          <Skeleton height={10} mb={8} />
          <Skeleton height={10} width="60%" />
        </Card>
      ))}
    </div>
  );
}

export function TextSkeleton({ lines = 8 }: { lines?: number }) {
  return (
    <Stack gap="sm">
      <Skeleton height={18} width="45%" mb="xs" />
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={11} width={`${96 - (line % 4) * 9}%`} />
      ))}
    </Stack>
  );
}
