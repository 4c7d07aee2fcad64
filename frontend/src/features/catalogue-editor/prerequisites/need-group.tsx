/** One group of the prerequisites: all of its rows or one of them; a row is a module, a level or a group again. */
import { ActionIcon, Button, Card, Group, NumberInput, SegmentedControl, Select, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { moduleChoicesQuery, optionsOf } from "@/shared/catalogue/choices";
import { useLocalizedChoice } from "@/shared/i18n/localized";
import type { Prerequisites } from "../api";
import { isGroup, newGroup, newLevelNeed, newModuleNeed, type GroupNeed, type Need } from "./needs";

/** Deeper groups are not offered; existing ones are kept. */
const DEEPEST = 3;

interface Surroundings {
  /** The module that is being edited: it cannot come before itself. */
  moduleId: string;
  /** The modules named so far, also those no longer to choose. */
  named: Prerequisites["modules"];
  disabled: boolean;
}

interface NeedGroupProps extends Surroundings {
  group: GroupNeed;
  onChange: (group: GroupNeed) => void;
  depth?: number;
}

export function NeedGroup({ group, onChange, depth = 1, ...around }: NeedGroupProps) {
  const { t } = useTranslation("catalogue-editor");
  const put = (parts: Need[]) => onChange({ ...group, parts });
  const add = (part: Need) => put([...group.parts, part]);
  const adding = [
    { label: t("before.addModule"), make: () => newModuleNeed() },
    { label: t("before.addLevel"), make: () => newLevelNeed() },
    // A new group starts as the other kind: a group of the same kind within would say nothing new.
    ...(depth < DEEPEST
      ? [{ label: t("before.addGroup"), make: () => newGroup(group.kind === "all" ? "any" : "all", [newModuleNeed()]) }]
      : []),
  ];
  return (
    <Card
      padding="md"
      role="group"
      aria-label={t(`before.${group.kind}`)}
      bg={depth % 2 === 0 ? "var(--kring-sunken)" : undefined}
    >
      <Stack gap="sm">
        <SegmentedControl
          w="fit-content"
          aria-label={t("before.which")}
          disabled={around.disabled}
          value={group.kind}
          onChange={(kind) => onChange({ ...group, kind: kind === "any" ? "any" : "all" })}
          data={[
            { value: "all", label: t("before.all") },
            { value: "any", label: t("before.any") },
          ]}
        />
        {group.parts.map((part) => (
          <Group key={part.key} align="flex-start" wrap="nowrap" gap="xs">
            <div style={{ flex: 1, minWidth: 0 }}>
              <NeedRow
                need={part}
                depth={depth}
                onChange={(next) => put(group.parts.map((each) => (each.key === part.key ? next : each)))}
                {...around}
              />
            </div>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              disabled={around.disabled}
              aria-label={t(isGroup(part) ? "before.removeGroup" : "before.remove")}
              onClick={() => put(group.parts.filter((each) => each.key !== part.key))}
            >
              <IconX size={18} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        {!around.disabled && (
          <Group gap="xs">
            {adding.map(({ label, make }) => (
              <Button
                key={label}
                variant="subtle"
                size="compact-md"
                leftSection={<IconPlus size={14} aria-hidden />}
                onClick={() => add(make())}
              >
                {label}
              </Button>
            ))}
          </Group>
        )}
      </Stack>
    </Card>
  );
}

interface NeedRowProps extends Surroundings {
  need: Need;
  onChange: (need: Need) => void;
  depth: number;
}

function NeedRow({ need, onChange, depth, ...around }: NeedRowProps) {
  const { t } = useTranslation("catalogue-editor");
  if (need.kind === "module") {
    return <ModuleChoice value={need.module} onChange={(module) => onChange({ ...need, module })} {...around} />;
  }
  if (need.kind === "level") {
    return (
      <NumberInput
        aria-label={t("before.level")}
        prefix={`${t("before.everyOfLevel")} `}
        min={1}
        max={20}
        disabled={around.disabled}
        value={need.level}
        onChange={(level) => onChange({ ...need, level: Number(level) || 1 })}
      />
    );
  }
  return <NeedGroup group={need} onChange={onChange} depth={depth + 1} {...around} />;
}

interface ModuleChoiceProps extends Surroundings {
  value: string | null;
  onChange: (module: string | null) => void;
}

function ModuleChoice({ value, onChange, moduleId, named, disabled }: ModuleChoiceProps) {
  const { t } = useTranslation("catalogue-editor");
  const localized = useLocalizedChoice();
  const { data } = useQuery(moduleChoicesQuery());
  const known = new Set((data ?? []).map((module) => module.id));
  const choices = [
    ...(data ?? []),
    ...named.filter((module) => !known.has(module.id)).map((module) => ({ ...module, state: "archived" })),
  ];
  return (
    <Select
      aria-label={t("before.module")}
      placeholder={t("before.chooseModule")}
      searchable
      disabled={disabled}
      value={value}
      onChange={onChange}
      data={optionsOf(
        choices.filter((module) => module.id !== moduleId),
        localized,
        value ? [value] : [],
      )}
      nothingFoundMessage={t("none.title")}
    />
  );
}
