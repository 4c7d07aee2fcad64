/** The chain of each record, computed anew when asked for; a service away says so by itself. */
import { Button, Card, Group, Menu, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconDownload, IconShieldCheck } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ServiceName } from "@/shared/api/clients";
import { ProblemPanel } from "@/shared/ui/problem-panel";
import { saveFile } from "@/shared/ui/save-file";
import { StateBadge } from "@/shared/ui/state-badge";
import { useNotify } from "@/shared/ui/use-notify";
import { FORMATS, readAuditFile, SERVICES, verificationQuery, type AuditFilters } from "./api";

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
  return (
    <Card component="section" aria-labelledby={`chain-${service}`}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={2} size="h4" id={`chain-${service}`}>
            {t(`service.${service}`)}
          </Title>
          {data && (
            <StateBadge
              state={data.intact ? "valid" : "failed"}
              label={t(data.intact ? "chain.holds" : "chain.broken")}
            />
          )}
        </Group>
        <div role="status">
          {data && !data.intact && (
            <Text>
              {data.broken_seal === null ? "" : t("chain.seal", { number: data.broken_seal })} {data.reason}
            </Text>
          )}
        </div>
        {error && !isFetching && <ProblemPanel error={error} />}
        <Group gap="xs">
          <Button
            variant="light"
            size="compact-md"
            leftSection={<IconShieldCheck size={16} aria-hidden />}
            loading={isFetching}
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
