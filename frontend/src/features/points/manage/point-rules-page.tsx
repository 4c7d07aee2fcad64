/** What each act is worth: the rules in force, drafts and what is over; and the way to somebody's points. */
import { Button, Group, Stack } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { DialogButton } from "@/shared/ui/dialog-button";
import { MoveButtons } from "@/shared/ui/move-buttons";
import { Named } from "@/shared/ui/named";
import { PersonPicker } from "@/shared/ui/person-picker";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { StateBadge } from "@/shared/ui/state-badge";
import { RULE_STATES, rules, type Rule } from "../api";
import { ChangeRuleButton, NewRuleButton } from "./rule-buttons";

export default function PointRulesPage() {
  const { t } = useTranslation(["points", "shared"]);
  const format = useFormat();
  const localized = useLocalized();
  return (
    <ResourceListPage
      of={rules}
      title={t("manage.title")}
      lede={t("manage.lede")}
      actions={
        <Group gap="sm">
          <FindPerson />
          <NewRuleButton />
        </Group>
      }
      search={t("shared:search")}
      filters={[
        {
          name: "state",
          label: t("rules.state"),
          every: t("shared:all"),
          choices: RULE_STATES.map((value) => ({ value, label: t(`shared:state.${value}`) })),
        },
      ]}
      empty={{ title: t("rules.empty"), text: t("rules.emptyText") }}
      rowKey={(rule) => rule.code}
      columns={[
        {
          key: "title",
          header: t("rules.rule"),
          name: true,
          cell: (rule) => <Named below={`${t(`act.${rule.act}`)} · ${rule.code}`}>{localized(rule.title)}</Named>,
        },
        { key: "amount", header: t("rules.amount"), end: true, cell: (rule) => format.number(rule.amount) },
        {
          key: "cap",
          header: t("rules.cap"),
          end: true,
          cell: (rule) => (rule.daily_cap === null ? "∞" : format.number(rule.daily_cap)),
        },
        {
          key: "next",
          header: t("rules.next"),
          end: true,
          cell: (rule) => `${format.number(Math.round(rule.diminishing * 100))} %`,
        },
        { key: "state", header: t("rules.state"), cell: (rule) => <StateBadge state={rule.state} /> },
        { key: "act", header: t("manage.act"), cell: (rule) => <Acts rule={rule} /> },
      ]}
    />
  );
}

function Acts({ rule }: { rule: Rule }) {
  const { t } = useTranslation("points");
  return (
    <Group gap="xs">
      {rule.state !== "retired" && <ChangeRuleButton code={rule.code} />}
      <MoveButtons
        of={rules}
        thing={{ ...rule, id: rule.code }}
        size="compact-sm"
        none={null}
        words={{
          activate: {
            label: t("rules.activate"),
            done: t("rules.activated"),
            ask: t("rules.activateText"),
            variant: "light",
          },
          retire: {
            label: t("rules.retire"),
            done: t("rules.retired"),
            ask: t("rules.retireText"),
            variant: "default",
          },
        }}
      />
    </Group>
  );
}

/** The points of whom? */
function FindPerson() {
  const { t } = useTranslation("points");
  return (
    <DialogButton label={t("manage.find")} variant="default">
      {(close) => <WhoseForm onDone={close} />}
    </DialogButton>
  );
}

function WhoseForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("points");
  const navigate = useNavigate();
  const [person, setPerson] = useState<string | null>(null);

  function go() {
    if (person === null) return;
    onDone();
    void navigate({ to: `/manage/points/people/${person}` });
  }

  return (
    <Stack>
      <PersonPicker first label={t("manage.who")} value={person} onChange={setPerson} />
      <Group justify="flex-end">
        <Button onClick={go} disabled={person === null}>
          {t("manage.open")}
        </Button>
      </Group>
    </Stack>
  );
}
