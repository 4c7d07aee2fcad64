/** What a version needs next: send it in, wait for reviewers, publish it, or see who acknowledged it. */
import { Alert, Button, Card, Group, List, NumberInput, Select, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClauseWords } from "@/shared/clauses/use-clause-words";
import { useLocalized } from "@/shared/i18n/localized";
import { useMe } from "@/shared/session/me";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { FormProblem } from "@/shared/ui/form-problem";
import { Link, LinkButton } from "@/shared/ui/link";
import { useNotify } from "@/shared/ui/use-notify";
import { AcknowledgementRing } from "./acknowledgement-ring";
import { CameBack, cameBack } from "./came-back";
import { templatesQuery, type Guideline, type WholeVersion } from "../api";
import { usePublish, useSubmit } from "./changes";
import { gapsIn, type Gaps } from "./clause-form";

interface StepProps {
  guideline: Guideline;
  version: WholeVersion;
}

export function NextStep({ guideline, version }: StepProps) {
  const { t } = useTranslation("guideline-editor");
  const { may } = useMe();
  const localized = useLocalized();
  if (version.state === "draft") {
    const round = cameBack(version);
    return (
      <>
        {round && <CameBack guideline={guideline} version={version} round={round} />}
        {version.allowed?.includes("submit") && <SendIn guideline={guideline} version={version} />}
      </>
    );
  }
  if (version.state === "in-signoff") {
    return (
      <Alert variant="light" title={t("waiting.title")}>
        <Text mb="sm">{t("waiting.text")}</Text>
        {version.signoff_id && (
          <LinkButton variant="default" to={`/reviews/signoffs/${version.signoff_id}`}>
            {t("waiting.action")}
          </LinkButton>
        )}
      </Alert>
    );
  }
  if (version.state === "signed-off")
    return version.allowed?.includes("publish") ? <PutInForce guideline={guideline} version={version} /> : null;
  return may("governance:acknowledgements.summary") ? (
    <AcknowledgementRing guideline={guideline.id} number={version.number} title={localized(guideline.title)} />
  ) : null;
}

function SendIn({ guideline, version }: StepProps) {
  const { t } = useTranslation("guideline-editor");
  const notify = useNotify();
  const templates = useQuery(templatesQuery());
  const [chosen, choose] = useState<string | null>(null);
  const submit = useSubmit({ guideline: guideline.id, number: version.number }, version.version);
  const gaps = gapsIn(version.clauses);
  const complete = gaps.kinds.length === 0 && gaps.unexplained.length === 0;
  const template = chosen ?? (templates.data?.length === 1 ? (templates.data[0]?.id ?? null) : null);

  return (
    <Card component="section">
      <Stack>
        <div>
          <Title order={2} size="h3">
            {t(complete ? "sendIn.ready" : "sendIn.notYet")}
          </Title>
          {complete ? <Text mt={4}>{t("sendIn.text")}</Text> : <StillNeeded gaps={gaps} />}
        </div>
        {complete && (
          <>
            <Select
              label={t("sendIn.template")}
              description={t("sendIn.templateHint")}
              required
              value={template}
              onChange={choose}
              data={(templates.data ?? []).map((each) => ({
                value: each.id,
                label: `${each.name} · ${t("sendIn.steps", { count: each.stages.length })}`,
              }))}
              maw={420}
            />
            {templates.data?.length === 0 && (
              <Text size="sm">
                {t("sendIn.noTemplate")} <Link to="/manage/signoff-templates">{t("sendIn.makeTemplate")}</Link>
              </Text>
            )}
            <FormProblem error={submit.error} />
            <div>
              {cameBack(version)?.same_content ? (
                <ConfirmButton
                  title={t("sendIn.sameTitle")}
                  text={t("sendIn.sameText")}
                  confirm={t("sendIn.sameAction")}
                  disabled={template === null}
                  onConfirm={() => notify.outcome(submit.mutateAsync(template ?? ""), t("sendIn.done"))}
                >
                  {t("sendIn.action")}
                </ConfirmButton>
              ) : (
                <Button
                  disabled={template === null}
                  loading={submit.isPending}
                  onClick={() =>
                    template && submit.mutate(template, { onSuccess: () => notify.done(t("sendIn.done")) })
                  }
                >
                  {t("sendIn.action")}
                </Button>
              )}
            </div>
          </>
        )}
      </Stack>
    </Card>
  );
}

function StillNeeded({ gaps }: { gaps: Gaps }) {
  const { t } = useTranslation("guideline-editor");
  const words = useClauseWords();
  const localized = useLocalized();
  return (
    <List mt="xs" spacing={4}>
      {gaps.kinds.map((kind) => (
        <List.Item key={kind}>
          <strong>{words.kind(kind)}</strong>: {t(`needs.${kind}`)}
        </List.Item>
      ))}
      {gaps.unexplained.map((clause) => (
        <List.Item key={clause.clause_id}>
          {t("needs.explained", { text: localized(clause.text).slice(0, 80) })}
        </List.Item>
      ))}
    </List>
  );
}

const TWO_WEEKS = 14;

function PutInForce({ guideline, version }: StepProps) {
  const { t } = useTranslation("guideline-editor");
  const notify = useNotify();
  const [days, setDays] = useState<number>(TWO_WEEKS);
  const publish = usePublish({ guideline: guideline.id, number: version.number }, version.version);

  async function go() {
    try {
      await publish.mutateAsync(days);
      notify.done(t("publish.done", { number: version.number }));
    } catch (error) {
      notify.problem(error);
      throw error;
    }
  }

  return (
    <Card component="section">
      <Title order={2} size="h3">
        {t("publish.title")}
      </Title>
      <Text mt={4} mb="md">
        {t("publish.text")}
      </Text>
      <Group align="flex-end">
        <NumberInput
          label={t("publish.days")}
          min={0}
          max={365}
          allowDecimal={false}
          value={days}
          onChange={(value) => setDays(typeof value === "number" ? value : TWO_WEEKS)}
          w={220}
        />
        <ConfirmButton
          title={t("publish.confirm", { number: version.number })}
          text={t("publish.confirmText", { count: days })}
          confirm={t("publish.action")}
          onConfirm={go}
        >
          {t("publish.action")}
        </ConfirmButton>
      </Group>
    </Card>
  );
}
