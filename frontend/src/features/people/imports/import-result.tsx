/** How far an import is, and its counts. */
import { Alert, Card, Group, Progress, SimpleGrid, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { Ring } from "@/shared/ui/ring";
import { isOver, type PeopleImport } from "../api";

const COUNTS = ["created", "updated", "unchanged", "deactivated"] as const;
/** What faults cost, told only where there are any. */
const COSTS = ["rows_left_out", "values_left_out"] as const;

export function ImportResult({ job }: { job: PeopleImport }) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const { done, total } = job.progress;
  const share = total > 0 ? done / total : Number(isOver(job));
  const told = t("import.progress", { done: format.number(done), total: format.number(total) });

  return (
    <>
      {job.status === "failed" && (
        <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={t("import.failedTitle")}>
          {t("import.failedText")}
        </Alert>
      )}
      {job.dry_run && job.status === "succeeded" && (
        <Alert color="kring" variant="light" title={t("import.dryTitle")}>
          {t("import.dryText")}
        </Alert>
      )}
      {job.status !== "failed" && (
        <Card>
          {!isOver(job) && (
            <div role="status" aria-live="polite">
              <Group justify="space-between" mb={6}>
                <Text fw={600}>{t(job.status === "queued" ? "import.queued" : "import.running")}</Text>
                <Text size="sm" c="dimmed">
                  {told}
                </Text>
              </Group>
              <Progress.Root size="lg" mb="sm">
                <Progress.Section value={share * 100} aria-label={told} />
              </Progress.Root>
              <Text size="sm" c="dimmed">
                {t("import.leave")}
              </Text>
            </div>
          )}
          {isOver(job) && (
            <Group gap="xl" align="center">
              <Ring share={share} label={told} size={104} tone="strong">
                {format.percent(share)}
              </Ring>
              <SimpleGrid component="dl" cols={{ base: 2, sm: 5 }} spacing="lg" verticalSpacing="sm" flex={1} m={0}>
                {COUNTS.map((count) => (
                  <Count key={count} name={t(`count.${count}`)} value={format.number(job[count])} />
                ))}
                <Count name={t("count.errors")} value={format.number(job.error_count)} />
                {COSTS.filter((cost) => job[cost] > 0).map((cost) => (
                  <Count key={cost} name={t(`count.${cost}`)} value={format.number(job[cost])} />
                ))}
              </SimpleGrid>
            </Group>
          )}
          {job.ignored_columns.length > 0 && (
            <Text size="sm" mt="md">
              {t("mapping.unused", { columns: format.list(job.ignored_columns) })}
            </Text>
          )}
        </Card>
      )}
    </>
  );
}

function Count({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" m={0} fz="1.6rem" fw={700} lh={1.2}>
        {value}
      </Text>
    </div>
  );
}
