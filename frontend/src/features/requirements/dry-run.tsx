/** Who would get it, before anybody does: a number to think about, then the button. */
import { Alert, Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconSend } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/shared/api/problem";
import { useFormat } from "@/shared/format/use-format";
import { FormProblem } from "@/shared/ui/form-problem";
import { QueryState } from "@/shared/ui/query-state";
import { Ring } from "@/shared/ui/ring";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { useNotify } from "@/shared/ui/use-notify";
import { dryRunQuery, requirements, type Requirement } from "./api";

/** Refusals that say what to do, in the reader's own language. */
const KNOWN = ["SponsorReasonMissing", "SubjectNotPublished", "MandatoryHoursCapExceeded"];

interface DryRunProps {
  requirement: Requirement;
  etag: string;
  /** The numbers are about what is saved; activating would leave the rest behind. */
  unsaved: boolean;
}

export function DryRun({ requirement, etag, unsaved }: DryRunProps) {
  const { id, version } = requirement;
  const { t } = useTranslation("requirements");
  const notify = useNotify();
  const format = useFormat();
  const query = useQuery(dryRunQuery(id, etag));
  const move = requirements.useMove();
  const activates = requirement.allowed?.includes("activate");
  return (
    <Card padding="lg">
      <QueryState query={query} skeleton={<TextSkeleton lines={2} />}>
        {({ people, already_pass: pass }) => (
          <Group gap="lg" align="center">
            <Ring
              share={people === 0 ? 0 : pass / people}
              label={t("dryRun.passing", { count: pass, number: format.number(pass) })}
              size={88}
            >
              <Text fw={700}>{format.percent(people === 0 ? 0 : pass / people)}</Text>
            </Ring>
            <Stack gap={4} flex="1 1 14rem">
              <Title order={2} size="h3">
                {t("dryRun.people", { count: people, number: format.number(people) })}
              </Title>
              <Text>{t("dryRun.passing", { count: pass, number: format.number(pass) })}</Text>
              <Text size="sm" c="dimmed">
                {t(unsaved ? "dryRun.saveFirst" : people === 0 ? "dryRun.nobody" : "dryRun.text")}
              </Text>
            </Stack>
            {activates && (
              <Button
                leftSection={<IconSend size={16} aria-hidden />}
                disabled={unsaved}
                loading={move.isPending}
                onClick={() =>
                  move.mutate({ id, version, move: "activate" }, { onSuccess: () => notify.done(t("activated")) })
                }
              >
                {t("activate")}
              </Button>
            )}
          </Group>
        )}
      </QueryState>
      {move.error !== null && (
        <Stack mt="md">
          <Refused error={move.error} />
        </Stack>
      )}
    </Card>
  );
}

function Refused({ error }: { error: unknown }) {
  const { t } = useTranslation("requirements");
  if (!isProblem(error) || !KNOWN.includes(error.code)) return <FormProblem error={error} />;
  return (
    <Alert color="yellow" variant="light" role="alert" title={t(`refused.${error.code}.title`)}>
      {t(`refused.${error.code}.text`)}
    </Alert>
  );
}
