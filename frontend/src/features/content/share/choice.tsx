/** One of a few, as buttons that stay pressed. */
import { Button, Group, Text } from "@mantine/core";
import { useId } from "react";

interface ChoiceProps<Value extends string> {
  label: string;
  options: readonly { value: Value; label: string }[];
  value: Value | undefined;
  onChange: (value: Value) => void;
}

export function Choice<Value extends string>({ label, options, value, onChange }: ChoiceProps<Value>) {
  const id = useId();
  return (
    <div>
      <Text fw={650} mb={6} id={id}>
        {label}
      </Text>
      <Group gap="xs" role="group" aria-labelledby={id}>
        {options.map((option) => (
          <Button
            key={option.value}
            size="compact-md"
            variant={option.value === value ? "filled" : "default"}
            aria-pressed={option.value === value}
            onClick={() => onChange(option.value)}
          >
            {option.label}
          </Button>
        ))}
      </Group>
    </div>
  );
}
