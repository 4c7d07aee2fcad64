/** Which column of the file is what, to be looked at and confirmed: nothing is guessed when the file is read. */
import { Alert, Badge, Group, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import {
  FIELDS,
  FOR_ALL,
  forAll,
  isNeeded,
  lacking,
  ofColumn,
  unused,
  type Choices,
  type Field,
  type Inspection,
} from "./reading";
import classes from "./mapping-card.module.css";

interface MappingCardProps {
  inspection: Inspection;
  choices: Choices;
  onChange: (choices: Choices) => void;
}

export function MappingCard({ inspection, choices, onChange }: MappingCardProps) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const left = unused(inspection, choices);
  const lacks = lacking(choices);

  function choose(field: Field, choice: string) {
    const others = Object.entries(choices).filter(([name]) => name !== field);
    onChange(Object.fromEntries(choice === "" ? others : [...others, [field, choice]]));
  }

  return (
    <Stack component="section" gap="sm" aria-labelledby="mapping">
      <div>
        <Title order={2} size="h4" id="mapping">
          {t("mapping.title")}
        </Title>
        <Text size="sm" c="dimmed">
          {t("mapping.text")}
        </Text>
      </div>
      <ul className={classes.fields}>
        {FIELDS.map((field) => (
          <FieldRow
            key={field}
            field={field}
            inspection={inspection}
            choice={choices[field] ?? ""}
            onChoose={(choice) => choose(field, choice)}
          />
        ))}
      </ul>
      {left.length > 0 && <Text size="sm">{t("mapping.unused", { columns: format.list(left) })}</Text>}
      {lacks.length > 0 && (
        <Alert color="yellow" variant="light">
          {t("mapping.lacking", { fields: format.list(lacks.map((field) => t(`field.${field}`))) })}
        </Alert>
      )}
    </Stack>
  );
}

interface FieldRowProps {
  field: Field;
  inspection: Inspection;
  choice: string;
  onChoose: (choice: string) => void;
}

function FieldRow({ field, inspection, choice, onChoose }: FieldRowProps) {
  const { t } = useTranslation("people");
  const column = inspection.columns.find(({ name }) => ofColumn(name) === choice);
  const isRecognised = column !== undefined && column.field === field;
  const values = FOR_ALL[field] ?? [];
  return (
    <li className={classes.field}>
      <NativeSelect
        label={t(`field.${field}`)}
        withAsterisk={isNeeded(field)}
        value={choice}
        onChange={(event) => onChoose(event.currentTarget.value)}
        data={[
          { value: "", label: isNeeded(field) ? t("mapping.choose") : t("mapping.asItIs") },
          { group: t("mapping.columns"), items: inspection.columns.map(({ name }) => ofColumn(name)).map(asItem) },
          ...(values.length > 0
            ? [
                {
                  group: t("mapping.forAll"),
                  items: values.map((value) => ({ value: forAll(value), label: t(`forAll.${field}.${value}`) })),
                },
              ]
            : []),
        ]}
      />
      <Group gap="xs" className={classes.samples}>
        {isRecognised && (
          <Badge variant="light" size="sm">
            {t("mapping.recognised")}
          </Badge>
        )}
        <Text size="sm" c="dimmed">
          {column?.samples.join(" · ")}
        </Text>
      </Group>
    </li>
  );
}

const asItem = (value: string) => ({ value, label: value.slice(value.indexOf(":") + 1) });
