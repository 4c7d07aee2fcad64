/** Every completion that I may see; recorded here by hand, and taken back with a reason. */
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useMe } from "@/shared/session/me";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Link } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { Named } from "@/shared/ui/named";
import { PersonLink } from "@/shared/ui/person-link";
import { PersonPicker } from "@/shared/ui/person-picker";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { StateBadge } from "@/shared/ui/state-badge";
import { useNotify } from "@/shared/ui/use-notify";
import { completions, SOURCES, useReverse, type Completion } from "./api";
import { RecordButton } from "./record-button";

export default function CompletionsPage() {
  const { t } = useTranslation(["completions-manage", "shared"]);
  const format = useFormat();
  const { may } = useMe();
  return (
    <ResourceListPage
      of={completions}
      title={t("title")}
      lede={t("lede")}
      actions={may("training:completions.write") && <RecordButton />}
      filters={[
        {
          name: "person",
          label: t("field.person"),
          field: (value, choose) => (
            <div key="person" style={{ flex: "1 1 14rem" }}>
              <PersonPicker
                label={t("field.person")}
                value={value || null}
                onChange={(person) => choose(person ?? "")}
              />
            </div>
          ),
        },
        {
          name: "source",
          label: t("field.source"),
          every: t("shared:all"),
          choices: SOURCES.map((value) => ({ value, label: t(`source.${value}`) })),
        },
      ]}
      empty={{ title: t("empty.title"), text: t("empty.text") }}
      none={{ title: t("none.title"), text: t("none.text") }}
      columns={[
        {
          key: "person",
          header: t("field.person"),
          name: true,
          cell: (row) => (
            <Named below={row.department ?? ""}>
              <PersonLink id={row.person_id}>{row.person_name}</PersonLink>
            </Named>
          ),
        },
        {
          key: "module",
          header: t("field.module"),
          cell: (row) => (
            <Named below={row.module_code}>
              <Link to={`/learn/modules/${row.module_id}`}>
                <Localized text={row.module_title} />
              </Link>
            </Named>
          ),
        },
        { key: "source", header: t("field.source"), cell: (row) => t(`source.${row.source}`) },
        {
          key: "completed",
          header: t("field.completed"),
          tight: true,
          sort: "completed_at",
          cell: (row) => format.date(row.completed_at),
        },
        { key: "state", header: t("field.state"), cell: (row) => <Standing completion={row} /> },
        { key: "moves", header: t("field.moves"), cell: (row) => <Reverse completion={row} /> },
      ]}
    />
  );
}

function Standing({ completion }: { completion: Completion }) {
  const { t } = useTranslation("completions-manage");
  if (completion.reverses)
    return (
      <div>
        <StateBadge state="reversal" label={t("reversal")} tone="neutral" />
        {completion.reason && (
          <Text size="sm" c="dimmed" mt={4} maw="18rem">
            {completion.reason}
          </Text>
        )}
      </div>
    );
  if (completion.reversed_by) return <StateBadge state="reversed" label={t("reversed")} tone="trouble" />;
  return <StateBadge state="completed" />;
}

function Reverse({ completion }: { completion: Completion }) {
  const { t } = useTranslation("completions-manage");
  const notify = useNotify();
  const reverse = useReverse();
  if (!completion.allowed?.includes("reverse")) return "–";

  async function go(reason: string) {
    try {
      await reverse.mutateAsync({ id: completion.id, reason });
    } catch (error) {
      notify.problem(error);
      throw error;
    }
    notify.done(t("reverse.done"));
  }

  return (
    <ConfirmButton
      size="sm"
      variant="default"
      danger
      title={t("reverse.title", { name: completion.person_name })}
      text={t("reverse.text")}
      confirm={t("reverse.action")}
      reasonLabel={t("field.why")}
      onConfirm={go}
    >
      {t("reverse.action")}
    </ConfirmButton>
  );
}
