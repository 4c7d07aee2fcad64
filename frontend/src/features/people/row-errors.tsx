/** The rows an import left out: where, what and why; filtered by kind and taken along as a file. */
import { Button, Chip, Group, Text, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { DataTable, type Column } from "@/shared/ui/data-table";
import type { RowError } from "./api";
import { errorsAsCsv } from "./errors-csv";

const SHOWN = 200;

interface RowErrorsProps {
  errors: readonly RowError[];
  /** All there are; the list may hold only the first of them. */
  count: number;
  fileName: string;
}

function download(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob(["\uFEFF", text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

export function RowErrors({ errors, count, fileName }: RowErrorsProps) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const [code, setCode] = useState("");
  const nameOf = (which: string) => t(`rowError.${which}`, { defaultValue: which });

  const codes = [...new Set(errors.map((error) => error.code))].sort();
  const wanted = code === "" ? errors : errors.filter((error) => error.code === code);
  const columns: readonly Column<RowError>[] = [
    { key: "line", header: t("column.line"), cell: (error) => format.number(error.line) },
    { key: "column", header: t("column.column"), cell: (error) => error.column ?? "" },
    { key: "code", header: t("column.what"), name: true, cell: (error) => nameOf(error.code) },
    { key: "detail", header: t("column.detail"), cell: (error) => error.detail },
  ];

  return (
    <section aria-labelledby="row-errors">
      <Group justify="space-between" mb="sm">
        <div>
          <Title order={2} id="row-errors">
            {t("errors.title", { count })}
          </Title>
          <Text size="sm" c="dimmed">
            {t("errors.text")}
          </Text>
        </div>
        <Button
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden />}
          onClick={() => download(errorsAsCsv(errors), fileName.replace(/\.csv$/i, "") + "-errors.csv")}
        >
          {t("errors.download")}
        </Button>
      </Group>
      {codes.length > 1 && (
        <Chip.Group value={code} onChange={(next) => setCode(String(next))}>
          <Group gap="xs" mb="sm" role="radiogroup" aria-label={t("column.what")}>
            <Chip value="">{t("shared:all")}</Chip>
            {codes.map((each) => (
              <Chip key={each} value={each}>
                {nameOf(each)} ({format.number(errors.filter((error) => error.code === each).length)})
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      )}
      <DataTable
        caption={t("errors.title", { count })}
        columns={columns}
        rows={wanted.slice(0, SHOWN)}
        rowKey={(error) => `${error.line}-${error.column ?? ""}-${error.code}`}
      />
      {(wanted.length > SHOWN || count > errors.length) && (
        <Text size="sm" c="dimmed" ta="center" mt="md">
          {t("errors.firstOnly", { shown: format.number(Math.min(SHOWN, wanted.length)), all: format.number(code === "" ? count : wanted.length) })}
        </Text>
      )}
    </section>
  );
}
