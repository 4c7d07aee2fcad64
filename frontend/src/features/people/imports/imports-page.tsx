/** Bring people in from a file: check it first, then import; and every import so far. */
import { Alert, Button, Card, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { newKey } from "@/shared/api/calls";
import { useFormat } from "@/shared/format/use-format";
import { DropZone } from "@/shared/ui/drop-zone";
import { FormProblem } from "@/shared/ui/form-problem";
import { Page } from "@/shared/ui/page";
import { saveFile } from "@/shared/ui/save-file";
import { imports, sendImport } from "../api";
import { MappingCard } from "./mapping-card";
import { PastImports } from "./past-imports";
import type { Encoding, Reading } from "./reading";
import { rememberFile } from "./sent-files";
import { templateFile } from "./template";
import { useInspection } from "./use-inspection";

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
  const inspection = useInspection();
  const send = useMutation({
    mutationFn: ({ chosen, dryRun, reading }: { chosen: File; dryRun: boolean; reading: Reading }) =>
      sendImport(chosen, dryRun, newKey(), reading),
    onSuccess: (job, { chosen, reading }) => {
      rememberFile(job.id, chosen, reading);
      void queries.invalidateQueries({ queryKey: imports.key });
      void navigate({ to: `/manage/people/imports/${job.id}` });
    },
  });
  const size = file ? t("import.size", { size: format.number(Math.ceil(file.size / 1000)) }) : t("import.hint");
  const ready = file !== null && (inspection.isReady || inspection.failed);
  const go = (dryRun: boolean) => file && send.mutate({ chosen: file, dryRun, reading: inspection.reading });

  return (
    <Card>
      <Stack>
        <DropZone
          label={t("import.drop")}
          hint={size}
          accept=".csv,.txt,.tsv,.xlsx,.ods,text/csv"
          file={file}
          onFile={(chosen) => {
            send.reset();
            setFile(chosen);
            inspection.start(chosen);
          }}
        />
        {file && <Inspected file={file} inspection={inspection} />}
        <FormProblem error={send.error} />
        <Group>
          <Button disabled={!ready} loading={send.isPending && send.variables.dryRun} onClick={() => go(true)}>
            {t("import.check")}
          </Button>
          <Button
            variant="default"
            disabled={!ready}
            loading={send.isPending && !send.variables.dryRun}
            onClick={() => go(false)}
          >
            {t("import.now")}
          </Button>
          <Text size="sm" c="dimmed">
            {t("import.checkHint")}
          </Text>
        </Group>
        <Group gap="sm">
          <Button
            variant="subtle"
            leftSection={<IconDownload size={18} aria-hidden />}
            onClick={() => saveFile(templateFile(), "people.csv")}
          >
            {t("import.template")}
          </Button>
          <Text size="sm" c="dimmed">
            {t("import.templateHint")}
          </Text>
        </Group>
      </Stack>
    </Card>
  );
}

/** What was found in the file: a question on its letters, its columns, or why it cannot be read. */
function Inspected({ file, inspection }: { file: File; inspection: ReturnType<typeof useInspection> }) {
  const { t } = useTranslation("people");
  const { found, choices, setChoices } = inspection;
  const others = found?.errors.filter((error) => error.code !== "InvalidEncoding") ?? [];
  return (
    <>
      {inspection.asksEncoding && (
        <NativeSelect
          label={t("encoding.label")}
          description={t("encoding.text")}
          value={inspection.encoding}
          onChange={(event) => inspection.start(file, event.currentTarget.value as Encoding)}
          data={(["utf-8", "windows-1252", "iso-8859-15"] as const).map((value) => ({
            value,
            label: t(`encoding.${value}`),
          }))}
        />
      )}
      {others.length > 0 && (
        <Alert color="red" variant="light" title={t("import.failedTitle")} role="alert">
          {others.map((error) => (
            <div key={`${error.line} ${error.code}`}>
              {t("import.atLine", { line: error.line })} {error.detail}
            </div>
          ))}
        </Alert>
      )}
      {found && inspection.isMapped && <MappingCard inspection={found} choices={choices} onChange={setChoices} />}
    </>
  );
}
