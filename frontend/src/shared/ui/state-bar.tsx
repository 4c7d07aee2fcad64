/** How many there are in each state, side by side and as wide as they are many; a part pressed narrows the list to it. */
import { UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import type { Tone } from "./state-badge";
import classes from "./state-bar.module.css";

export interface StatePart {
  value: string;
  label: string;
  tone: Tone;
}

interface StateBarProps {
  parts: readonly StatePart[];
  numbers: Readonly<Record<string, number>>;
  /** The state that the list is narrowed to; empty for all. */
  chosen: string;
  onChoose: (state: string) => void;
}

export function StateBar({ parts, numbers, chosen, onChoose }: StateBarProps) {
  const { t } = useTranslation("shared");
  const format = useFormat();
  const all = parts.reduce((sum, { value }) => sum + (numbers[value] ?? 0), 0);
  return (
    <div role="group" aria-label={t("stateOf")} className={classes.bar}>
      {parts.map(({ value, label, tone }) => {
        const number = numbers[value] ?? 0;
        return (
          <UnstyledButton
            key={value}
            className={classes.part}
            // A part of few stays wide enough to be read and pressed.
            style={{ flexGrow: 1 + (all ? (9 * number) / all : 0) }}
            aria-pressed={chosen === value}
            onClick={() => onChoose(chosen === value ? "" : value)}
          >
            <span className={classes.strip} data-tone={tone} data-none={number === 0 || undefined} aria-hidden />
            <span className={classes.number}>{format.number(number)}</span>{" "}
            <span className={classes.label}>{label}</span>
          </UnstyledButton>
        );
      })}
    </div>
  );
}
