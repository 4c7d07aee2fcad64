/** An empty place says what belongs here and offers the first step. */
import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { LinkButton } from "./link";
import { Ripples } from "./ripples";

interface EmptyStateProps {
  title: string;
  text?: string;
  /** The first step where it is on another page. */
  first?: { to: string; label: string };
  /** The first step where it is another thing: a button, several links. */
  action?: ReactNode;
  small?: boolean;
}

export function EmptyState({ title, text, first, action, small = false }: EmptyStateProps) {
  return (
    <Stack align="center" ta="center" gap="xs" py={small ? "lg" : "xl"} px="md">
      <Ripples size={small ? 72 : 128} />
      <Title order={2} size="h3" mt="sm">
        {title}
      </Title>
      {text && (
        <Text c="dimmed" maw="30rem" style={{ textWrap: "balance" }}>
          {text}
        </Text>
      )}
      {first && (
        <LinkButton to={first.to} mt="md">
          {first.label}
        </LinkButton>
      )}
      {action}
    </Stack>
  );
}
