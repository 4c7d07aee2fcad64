/** One import: how far it is, what it did, and which rows it left out and why. */
import { Button, Group, Stack } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { newKey } from "@/shared/api/calls";
import { useFormat } from "@/shared/format/use-format";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { LinkButton } from "@/shared/ui/link";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { StateBadge } from "@/shared/ui/state-badge";
import { useNotify } from "@/shared/ui/use-notify";
import { importQuery, isOver, sendImport, type PeopleImport } from "../api";
import { ImportResult } from "./import-result";
import { RowErrors } from "./row-errors";
import { rememberedFile, rememberFile } from "./sent-files";

export default function ImportPage() {
  const { t } = useTranslation("people");
  const format = useFormat();
  const queries = useQueryClient();
  const query = useQuery(importQuery(useRouteParam("id")));
  const job = query.data;
  const applied = job?.status === "succeeded" && !job.dry_run;

  useEffect(() => {
    if (applied) void queries.invalidateQueries({ queryKey: ["training", "people"] });
  }, [applied, queries]);

  return (
    <Page
      title={job?.file_name ?? t("import.one")}
      lede={job && t(job.dry_run ? "import.checkOf" : "import.importOf", { when: format.dateTime(job.requested_at) })}
      mark={job && <StateBadge state={job.status} />}
      crumbs={[
        { label: t("title"), to: "/manage/people" },
        { label: t("import.title"), to: "/manage/people/imports" },
      ]}
      actions={job && isOver(job) && <NextStep job={job} />}
    >
      <QueryState query={query} skeleton={<TextSkeleton lines={5} />}>
        {(known) => (
          <Stack gap="xl">
            <ImportResult job={known} />
            {known.error_count > 0 && <RowErrors job={known} />}
          </Stack>
        )}
      </QueryState>
    </Page>
  );
}

/** After a check: import the same file for real. After an import: look at the people. */
function NextStep({ job }: { job: PeopleImport }) {
  const { t } = useTranslation("people");
  const notify = useNotify();
  const navigate = useNavigate();
  const sent = rememberedFile(job.id);
  const apply = useMutation({
    mutationFn: ({ file, reading }: NonNullable<typeof sent>) => sendImport(file, false, newKey(), reading),
    onSuccess: (next, { file, reading }) => {
      rememberFile(next.id, file, reading);
      void navigate({ to: `/manage/people/imports/${next.id}` });
    },
    onError: notify.problem,
  });

  if (job.dry_run && job.status === "succeeded" && sent) {
    return (
      <Button loading={apply.isPending} onClick={() => apply.mutate(sent)}>
        {t("import.applyNow")}
      </Button>
    );
  }
  return (
    <Group gap="sm">
      <LinkButton to="/manage/people/imports" variant="default">
        {t("import.again")}
      </LinkButton>
      {!job.dry_run && <LinkButton to="/manage/people">{t("import.seePeople")}</LinkButton>}
    </Group>
  );
}
