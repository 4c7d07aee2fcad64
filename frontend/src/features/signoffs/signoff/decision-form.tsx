/** The four verdicts, a reason and a comment; it says what a verdict needs before it is sent. */
import { Button, Group, Radio, Select, SimpleGrid, Stack, Text, Textarea, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { FormProblem, showAtFields } from "@/shared/ui/form-problem";
import { useEffect } from "react";
import type { Decide } from "../api";
import { bodyOf, lackingIn, REASONS, VERDICTS, type DecisionDraft } from "../rules";
import classes from "./signoff.module.css";

interface DecisionFormProps {
  contentHash: string;
  stage: number;
  pending: boolean;
  error: unknown;
  onDecide: (decision: Decide) => void;
}

export function DecisionForm({ contentHash, stage, pending, error, onDecide }: DecisionFormProps) {
  const { t } = useTranslation("signoffs");
  const form = useForm<DecisionDraft>({ initialValues: { decision: "", reason_code: "", comment: "" } });
  const { setErrors } = form;

  useEffect(() => {
    if (error) showAtFields({ setErrors }, error, ["decision", "reason_code", "comment"]);
    // setErrors is new with every render of the form; only a new problem has something to show.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [error]);

  function submit(draft: DecisionDraft) {
    const lacking = lackingIn(draft);
    if (lacking) return form.setErrors({ [lacking]: t(`lacking.${lacking}`) });
    const decision = bodyOf(draft, contentHash, stage);
    if (decision) onDecide(decision);
  }

  const { decision } = form.values;
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack>
        <Radio.Group
          label={
            <Title order={2} size="h3">
              {t("decide")}
            </Title>
          }
          {...form.getInputProps("decision")}
        >
          <SimpleGrid cols={{ base: 1, sm: 2 }} mt="sm" spacing="xs">
            {VERDICTS.map((verdict) => (
              <Radio.Card key={verdict} value={verdict} className={classes.verdict}>
                <Group wrap="nowrap" align="flex-start" gap="sm">
                  <Radio.Indicator mt={2} />
                  <div>
                    <Text fw={600}>{t(`verdict.${verdict}.name`)}</Text>
                    <Text size="sm" c="dimmed">
                      {t(`verdict.${verdict}.means`)}
                    </Text>
                  </div>
                </Group>
              </Radio.Card>
            ))}
          </SimpleGrid>
        </Radio.Group>
        {decision !== "" && (
          <>
            <Select
              label={t("reason")}
              withAsterisk={decision === "reject"}
              clearable
              data={REASONS.map((reason) => ({ value: reason, label: t(`reasons.${reason}`) }))}
              {...form.getInputProps("reason_code")}
              value={form.values.reason_code || null}
              onChange={(reason) => form.setFieldValue("reason_code", reason ?? "")}
            />
            <Textarea
              label={t(decision === "approve-if" ? "condition" : "comment")}
              withAsterisk={decision === "approve-if" || decision === "request-changes"}
              autosize
              minRows={3}
              maxLength={4000}
              {...form.getInputProps("comment")}
            />
          </>
        )}
        <FormProblem error={error} />
        <Group justify="space-between">
          <Text size="sm" c="dimmed" flex="1 1 14rem">
            {t("bound")}
          </Text>
          <Button type="submit" loading={pending} disabled={decision === ""}>
            {decision === "" ? t("send") : t(`verdict.${decision}.name`)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
