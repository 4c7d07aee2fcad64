/** Bring people in from a file: check it first, then import; and every import so far. */
import { Button, Card, Code, Group, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import { newKey } from "@/shared/api/calls";
import { useFormat } from "@/shared/format/use-format";
import { DropZone } from "@/shared/ui/drop-zone";
import { FormProblem } from "@/shared/ui/form-problem";
import { Page } from "@/shared/ui/page";
import { imports, sendImport } from "../api";
import { PastImports } from "./past-imports";
import { rememberFile } from "./sent-files";

const COLUMNS = [
  "employee_number",
  "user_name",
  "given_name",
  "family_name",
  "email",
  "locale",
  "department",
  "division",
  "job_profile",
  "manager_employee_number",
  "location",
  "active",
] as const;

export default function ImportsPage() {
  const { t } = useTranslation("people");
  return (
    <Page title={t("import.title")} lede={t("import.lede")} crumbs={[{ label: t("title"), to: "/manage/people" }]}>
      <Stack gap="xl">
        <SendFile />
        <PastImports />
      </Stack>
    </Page>
  );
}

function SendFile() {
  const { t } = useTranslation("people");
  const format = useFormat();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const send = useMutation({
    mutationFn: ({ chosen, dryRun }: { chosen: File; dryRun: boolean }) => sendImport(chosen, dryRun, newKey()),
    onSuccess: (job, { chosen }) => {
      rememberFile(job.id, chosen);
      void queries.invalidateQueries({ queryKey: imports.key });
      void navigate({ to: `/manage/people/imports/${job.id}` });
    },
  });
  const size = file ? t("import.size", { size: format.number(Math.ceil(file.size / 1000)) }) : t("import.hint");

  return (
    <Card>
      <Stack>
        <DropZone
          label={t("import.drop")}
          hint={size}
          accept=".csv,text/csv"
          file={file}
          onFile={(chosen) => {
            send.reset();
            setFile(chosen);
          }}
        />
        <FormProblem error={send.error} />
        <Group>
          <Button
            disabled={!file}
            loading={send.isPending && send.variables.dryRun}
            onClick={() => file && send.mutate({ chosen: file, dryRun: true })}
          >
            {t("import.check")}
          </Button>
          <Button
            variant="default"
            disabled={!file}
            loading={send.isPending && !send.variables.dryRun}
            onClick={() => file && send.mutate({ chosen: file, dryRun: false })}
          >
            {t("import.now")}
          </Button>
          <Text size="sm" c="dimmed">
            {t("import.checkHint")}
          </Text>
        </Group>
        <div>
          <Title order={2} size="h4" mb={4}>
            {t("import.columns")}
          </Title>
          <Code block style={{ whiteSpace: "pre-wrap", wordBreak: "keep-all" }}>
            {COLUMNS.map((column, index) => (
              <Fragment key={column}>
                {index > 0 && ","}
                <wbr />
                {column}
              </Fragment>
            ))}
          </Code>
        </div>
      </Stack>
    </Card>
  );
}
