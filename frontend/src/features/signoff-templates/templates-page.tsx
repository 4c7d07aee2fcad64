/** Every sign-off route with its stages, for those who write and review. */
import { Group, Stack, Text, Title } from "@mantine/core";
import { IconArrowRight, IconPencil, IconScale } from "@tabler/icons-react";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { useClauseWords } from "@/shared/clauses/use-clause-words";
import { useFormat } from "@/shared/format/use-format";
import { useMe } from "@/shared/session/me";
import { CardTitle, LinkButton, LinkCard } from "@/shared/ui/link";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { StateBadge } from "@/shared/ui/state-badge";
import { templates, type Template, type TemplateStage } from "./api";
import classes from "./templates.module.css";

export default function TemplatesPage() {
  const { t } = useTranslation("signoff-templates");
  const { may } = useMe();
  const add = may("governance:signoff-templates.edit") && (
    <LinkButton to="/manage/signoff-templates/new">{t("new")}</LinkButton>
  );
  return (
    <ResourceListPage
      of={templates}
      title={t("title")}
      lede={t("lede")}
      actions={add}
      search={t("search")}
      filters={[
        {
          name: "state",
          label: t("which"),
          segments: true,
          initial: "active",
          choices: ["active", "retired"].map((value) => ({ value, label: t(`shown.${value}`) })),
        },
      ]}
      empty={({ state, q }) =>
        q
          ? { title: t("none.title"), text: t("none.text") }
          : { title: t("empty.title"), text: t("empty.text"), action: state === "active" && add }
      }
      rows={(found) => (
        <Stack>
          {found.map((template) => (
            <TemplateCard key={template.id} template={template} />
          ))}
        </Stack>
      )}
    />
  );
}

function TemplateCard({ template }: { template: Template }) {
  const { t } = useTranslation("signoff-templates");
  const { may } = useMe();
  const editable = may("governance:signoff-templates.edit") && template.state === "active";
  return (
    <LinkCard>
      <Group justify="space-between" mb="md">
        <Group gap="sm">
          {editable ? (
            <CardTitle to={`/manage/signoff-templates/${template.id}`} order={2} size="h3">
              {template.name}
            </CardTitle>
          ) : (
            <Title order={2} size="h3">
              {template.name}
            </Title>
          )}
          {template.state === "retired" && <StateBadge state="retired" />}
        </Group>
      </Group>
      <div className={classes.line}>
        {template.stages.map((stage, index) => (
          <Fragment key={index}>
            {index > 0 && <IconArrowRight size={20} aria-hidden className={classes.arrow} />}
            <StageSummary stage={stage} />
          </Fragment>
        ))}
      </div>
      {template.reviewer_module && (
        <Text size="sm" c="dimmed" mt="sm">
          {t("moduleNeeded", { module: template.reviewer_module })}
        </Text>
      )}
    </LinkCard>
  );
}

function StageSummary({ stage }: { stage: TemplateStage }) {
  const { t } = useTranslation("signoff-templates");
  const words = useClauseWords();
  const format = useFormat();
  const Icon = stage.kind === "decide" ? IconScale : IconPencil;
  const people = stage.reviewers.filter((reviewer) => reviewer.person).length;
  const who = [
    ...stage.reviewers.flatMap((reviewer) => (reviewer.role ? [words.role(reviewer.role)] : [])),
    ...(people > 0 ? [t("people", { count: people })] : []),
  ];
  return (
    <div className={classes.told}>
      <Text fw={600} className={classes.toldName}>
        <Icon size={16} aria-hidden /> {stage.name}
      </Text>
      <Text size="sm">{format.list(who)}</Text>
      <Text size="sm" c="dimmed">
        {typeof stage.quorum === "number"
          ? t("quorum.count", { needed: stage.quorum, total: stage.reviewers.length })
          : t(`quorum.${stage.quorum}`)}
        {" · "}
        {t("days", { count: stage.due_business_days })}
      </Text>
    </div>
  );
}
