/** The faults of a file: where, what, why and what each costs; filtered by kind and taken along as a file. */
import { Button, Chip, Group, Text, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePages } from "@/shared/api/use-pages";
import { useFormat } from "@/shared/format/use-format";
import type { Column } from "@/shared/ui/data-table";
import { ResourceList } from "@/shared/ui/resource-list";
import { saveFile } from "@/shared/ui/save-file";
import { useNotify } from "@/shared/ui/use-notify";
import { allErrors, imports, listErrors, type PeopleImport, type RowError } from "../api";
import { Consequences } from "./consequences";
import { csvFile } from "./errors-csv";

type Counted = Pick<PeopleImport, "id" | "status" | "file_name" | "error_count" | "errors_listed" | "error_codes">;

export function RowErrors({ job }: { job: Counted }) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const notify = useNotify();
  const [code, setCode] = useState("");
  const nameOf = (which: string) => t(`rowError.${which}`, { defaultValue: which });
  const list = usePages([...imports.key, job.id, "errors", code], (cursor) => listErrors(job.id, code, cursor));
  const taken = useMutation({
    mutationFn: () => allErrors(job.id),
    onSuccess: (errors) => saveFile(csvFile(errors), job.file_name.replace(/\.csv$/i, "") + "-errors.csv"),
    onError: notify.problem,
  });

  const count = job.error_count;
  // What is wrong with the file as a whole: no row of it counts.
  const isWhole = job.status === "failed";
  const codes = job.error_codes ?? [];
  // Of very many errors the first are listed; the counts hold for all of them.
  const some = job.errors_listed < count;
  const columns: readonly Column<RowError>[] = [
    { key: "line", header: t("column.line"), cell: (error) => format.number(error.line) },
    {
      key: "column",
      header: t("column.column"),
      cell: (error) => t(`field.${error.column ?? ""}`, { defaultValue: error.column ?? "" }),
    },
    { key: "code", header: t("column.what"), name: true, cell: (error) => nameOf(error.code) },
    {
      key: "detail",
      header: t("column.detail"),
      cell: (error) => (
        <>
          {error.detail}
          <Consequences importId={job.id} cause={error} />
        </>
      ),
    },
    { key: "effect", header: t("column.effect"), cell: (error) => error.effect && t(`effect.${error.effect}`) },
  ];

  return (
    <section aria-labelledby="row-errors">
      <Group justify="space-between" mb="sm">
        <div>
          <Title order={2} id="row-errors">
            {t(isWhole ? "errors.whole" : "errors.title", { count })}
          </Title>
          <Text size="sm" c="dimmed">
            {t(isWhole ? "errors.wholeText" : "errors.text")}
          </Text>
          {some && (
            <Text size="sm" mt={4}>
              {t("errors.some", { listed: format.number(job.errors_listed), total: format.number(count) })}
            </Text>
          )}
        </div>
        <Button
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden />}
          loading={taken.isPending}
          onClick={() => taken.mutate()}
        >
          {t("errors.download")}
        </Button>
      </Group>
      {codes.length > 1 && (
        <Chip.Group value={code} onChange={(next) => setCode(String(next))}>
          <Group gap="xs" mb="sm" role="radiogroup" aria-label={t("column.what")}>
            <Chip value="">{t("shared:all")}</Chip>
            {codes.map((each) => (
              <Chip key={each.code} value={each.code}>
                {nameOf(each.code)} ({format.number(each.count)})
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      )}
      <ResourceList
        list={list}
        caption={
          isWhole
            ? t("errors.whole")
            : some
              ? t("errors.first", { count: job.errors_listed })
              : t("errors.title", { count })
        }
        columns={columns}
        rowKey={(error) => `${error.line}-${error.column ?? ""}-${error.code}`}
      />
    </section>
  );
}
