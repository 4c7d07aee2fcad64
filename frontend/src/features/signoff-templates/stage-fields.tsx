/** One stage: what it is for, who sits in it, how many yeses it takes and how long. */
import {
  ActionIcon,
  Card,
  Group,
  MultiSelect,
  NumberInput,
  Pill,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconArrowDown, IconArrowUp, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ROLES } from "@/shared/people/roles";
import { useClauseWords } from "@/shared/clauses/use-clause-words";
import { PersonName } from "@/shared/ui/person-name";
import { PersonPicker } from "@/shared/ui/person-picker";
import type { TemplateDraft } from "./template-form";
import classes from "./templates.module.css";

interface StageFieldsProps {
  form: UseFormReturnType<TemplateDraft>;
  index: number;
}

export function StageFields({ form, index }: StageFieldsProps) {
  const { t } = useTranslation("signoff-templates");
  const at = `stages.${index}` as const;
  const stage = form.values.stages[index];
  if (!stage) return null;
  const kindError = form.errors[`${at}.kind`];
  return (
    <Card component="fieldset" className={classes.stage}>
      <Group justify="space-between" mb="sm">
        <Text component="legend" fw={600}>
          {t("stage", { number: index + 1 })}
        </Text>
        <Moves form={form} index={index} />
      </Group>
      <Stack>
        <SegmentedControl
          aria-label={t("field.kind")}
          {...form.getInputProps(`${at}.kind`)}
          data={(["co-create", "decide"] as const).map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
        />
        {kindError && (
          <Text c="red.8" size="sm" role="alert">
            {kindError}
          </Text>
        )}
        <TextInput label={t("field.stageName")} required {...form.getInputProps(`${at}.name`)} />
        <Reviewers form={form} index={index} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Select
            label={t("field.quorum")}
            allowDeselect={false}
            data={(["all", "any", "some"] as const).map((quorum) => ({ value: quorum, label: t(`quorum.${quorum}`) }))}
            {...form.getInputProps(`${at}.quorum`)}
          />
          {stage.quorum === "some" && (
            <NumberInput
              label={t("field.needed")}
              min={1}
              max={Math.max(1, stage.roles.length + stage.people.length)}
              allowDecimal={false}
              {...form.getInputProps(`${at}.needed`)}
            />
          )}
          <NumberInput
            label={t("field.days")}
            min={0}
            max={365}
            allowDecimal={false}
            {...form.getInputProps(`${at}.due_business_days`)}
          />
        </SimpleGrid>
      </Stack>
    </Card>
  );
}

function Reviewers({ form, index }: StageFieldsProps) {
  const { t } = useTranslation("signoff-templates");
  const words = useClauseWords();
  const at = `stages.${index}` as const;
  const people = form.values.stages[index]?.people ?? [];
  const setPeople = (next: string[]) => form.setFieldValue(`${at}.people`, next);
  return (
    <>
      <MultiSelect
        label={t("field.roles")}
        description={t("field.rolesHint")}
        searchable
        data={ROLES.map((role) => ({ value: role, label: words.role(role) }))}
        {...form.getInputProps(`${at}.roles`)}
      />
      <div>
        <PersonPicker
          label={t("field.people")}
          value={null}
          onChange={(person) => person && !people.includes(person) && setPeople([...people, person])}
        />
        {people.length > 0 && (
          <Pill.Group mt="xs">
            {people.map((person) => (
              <Pill
                key={person}
                withRemoveButton
                onRemove={() => setPeople(people.filter((each) => each !== person))}
                removeButtonProps={{ "aria-label": t("removePerson"), "aria-hidden": false, tabIndex: 0 }}
              >
                <PersonName id={person} plain />
              </Pill>
            ))}
          </Pill.Group>
        )}
      </div>
    </>
  );
}

function Moves({ form, index }: StageFieldsProps) {
  const { t } = useTranslation("signoff-templates");
  const last = form.values.stages.length - 1;
  const number = index + 1;
  return (
    <Group gap={4}>
      <ActionIcon
        variant="subtle"
        aria-label={t("up", { number })}
        disabled={index === 0}
        onClick={() => form.reorderListItem("stages", { from: index, to: index - 1 })}
      >
        <IconArrowUp size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        aria-label={t("down", { number })}
        disabled={index === last}
        onClick={() => form.reorderListItem("stages", { from: index, to: index + 1 })}
      >
        <IconArrowDown size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="red.8"
        aria-label={t("remove", { number })}
        disabled={last === 0}
        onClick={() => form.removeListItem("stages", index)}
      >
        <IconTrash size={18} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
