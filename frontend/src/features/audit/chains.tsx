/** The chain of each record, computed anew when asked for; a service away says so by itself. */
import { Button, Card, Group, Menu, Progress, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconDownload, IconShieldCheck } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ServiceName } from "@/shared/api/clients";
import { useFormat } from "@/shared/format/use-format";
import { ProblemPanel } from "@/shared/ui/problem-panel";
import { saveFile } from "@/shared/ui/save-file";
import { StateBadge } from "@/shared/ui/state-badge";
import { useNotify } from "@/shared/ui/use-notify";
import {
  FORMATS,
  readAuditFile,
  SERVICES,
  stepsQuery,
  verificationQuery,
  type AuditFilters,
  type Verification,
} from "./api";

export function Chains({ filters }: { filters: AuditFilters }) {
  return (
    <SimpleGrid cols={{ base: 1, md: 3 }} mb="lg">
      {SERVICES.map((service) => (
        <Chain key={service} service={service} filters={filters} />
      ))}
    </SimpleGrid>
  );
}

function Chain({ service, filters }: { service: ServiceName; filters: AuditFilters }) {
  const { t } = useTranslation("audit");
  const { data, error, isFetching, refetch } = useQuery(verificationQuery(service));
  const steps = useQuery(stepsQuery(service, data?.job));
  const result = data?.result ?? steps.data?.result;
  const running = Boolean(data?.job) && !steps.data?.result && !steps.error;
  const fault = error ?? steps.error;
  return (
    <Card component="section" aria-labelledby={`chain-${service}`}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={2} size="h4" id={`chain-${service}`}>
            {t(`service.${service}`)}
          </Title>
          {result && (
            <StateBadge
              state={result.intact ? "valid" : "failed"}
              label={t(result.intact ? "chain.holds" : "chain.broken")}
            />
          )}
        </Group>
        <div role="status">{result && <Told result={result} />}</div>
        {running && steps.data && <Steps done={steps.data.entries} total={steps.data.total} service={service} />}
        {fault && !isFetching && <ProblemPanel error={fault} />}
        <Group gap="xs">
          <Button
            variant="light"
            size="compact-md"
            leftSection={<IconShieldCheck size={16} aria-hidden />}
            loading={isFetching || running}
            onClick={() => void refetch()}
          >
            {t("chain.verify")}
          </Button>
          <FileMenu service={service} filters={filters} />
        </Group>
      </Stack>
    </Card>
  );
}

/** What a verification came to: the first fault, when it was, and what the other records have seen of this one. */
function Told({ result }: { result: Verification }) {
  const { t } = useTranslation("audit");
  const format = useFormat();
  const name = (sibling: string) => t(`service.${sibling as ServiceName}`);
  const differing = result.witnesses.find((one) => one.broken_night === result.broken_night);
  return (
    <Stack gap={4}>
      {!result.intact && result.broken_night && differing && (
        <Text>{t("chain.night", { night: format.date(result.broken_night), part: name(differing.sibling) })}</Text>
      )}
      {!result.intact && !result.broken_night && (
        <Text>
          {result.broken_seal === null ? "" : t("chain.seal", { number: result.broken_seal })} {result.reason}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {t("chain.verified", { when: format.dateTime(result.verified_at), count: result.entries })}
      </Text>
      {result.witnesses.map((one) => (
        <Text key={one.sibling} size="sm" c="dimmed">
          {t(`witness.${one.state}`, {
            part: name(one.sibling),
            count: one.nights,
            night: one.last_night ? format.date(one.last_night) : "",
            broken: one.broken_night ? format.date(one.broken_night) : "",
          })}
          {one.set_back > 0 && ` ${t("witness.setBack", { count: one.set_back })}`}
        </Text>
      ))}
    </Stack>
  );
}

function Steps({ done, total, service }: { done: number; total: number; service: ServiceName }) {
  const { t } = useTranslation("audit");
  const format = useFormat();
  return (
    <div>
      <Progress value={total ? (100 * done) / total : 0} aria-labelledby={`steps-${service}`} mb={4} />
      <Text size="sm" id={`steps-${service}`}>
        {t("chain.steps", { done: format.number(done), total: format.number(total) })}
      </Text>
    </div>
  );
}

function FileMenu({ service, filters }: { service: ServiceName; filters: AuditFilters }) {
  const { t } = useTranslation("audit");
  const notify = useNotify();
  const taken = useMutation({
    mutationFn: async (format: (typeof FORMATS)[number]) =>
      saveFile(await readAuditFile(service, format, filters), `audit-${service}.${format}`),
    onError: notify.problem,
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          size="compact-md"
          loading={taken.isPending}
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          {t("file.action")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map((format) => (
          <Menu.Item key={format} onClick={() => taken.mutate(format)}>
            {t(`file.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
