/** A name with its code or address below it, as lists show it. */
import { Text } from "@mantine/core";
import type { ReactNode } from "react";

export function Named({ below, children }: { below: ReactNode; children: ReactNode }) {
  return (
    <>
      <Text component="span" fw={600} display="block">
        {children}
      </Text>
      <Text component="span" size="sm" c="dimmed" fw={400}>
        {below}
      </Text>
    </>
  );
}
