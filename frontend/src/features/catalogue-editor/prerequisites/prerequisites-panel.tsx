/** What must come before a module: a tree of rows to edit, read back as one sentence. */
import { Alert, Button, Card, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { moduleChoicesQuery } from "@/shared/catalogue/choices";
import { useLanguage } from "@/shared/i18n/language";
import { isProblem } from "@/shared/api/problem";
import { FormProblem } from "@/shared/ui/form-problem";
import { UnsavedGuard } from "@/shared/ui/unsaved-guard";
import { QueryState } from "@/shared/ui/query-state";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { useNotify } from "@/shared/ui/use-notify";
import { prerequisitesQuery, useSetPrerequisites, type Prerequisites } from "../api";
import { Circle } from "./circle";
import { NeedGroup } from "./need-group";
import { jsonOf, sentenceOf, treeOf, type GroupNeed } from "./needs";

interface PrerequisitesPanelProps {
  moduleId: string;
  /** An archived module stays as it was. */
  locked: boolean;
}

export function PrerequisitesPanel({ moduleId, locked }: PrerequisitesPanelProps) {
  const query = useQuery(prerequisitesQuery(moduleId));
  return (
    <QueryState query={query} skeleton={<TextSkeleton lines={4} />}>
      {({ value, etag }) => <PrerequisitesEditor key={etag} stored={value} etag={etag} locked={locked} />}
    </QueryState>
  );
}

function useSentence(stored: Prerequisites): (tree: GroupNeed) => string {
  const { t } = useTranslation("catalogue-editor");
  const language = useLanguage();
  const { data } = useQuery(moduleChoicesQuery());
  const codes = new Map([...stored.modules, ...(data ?? [])].map((module) => [module.id, module.code]));
  const and = new Intl.ListFormat(language, { type: "conjunction" });
  const or = new Intl.ListFormat(language, { type: "disjunction" });
  return (tree) =>
    sentenceOf(tree, {
      module: (id) => codes.get(id) ?? "…",
      level: (level) => t("before.allOfLevel", { level }),
      and: (parts) => and.format(parts),
      or: (parts) => or.format(parts),
    });
}

function PrerequisitesEditor({ stored, etag, locked }: { stored: Prerequisites; etag: string; locked: boolean }) {
  const { t } = useTranslation(["catalogue-editor", "shared"]);
  const notify = useNotify();
  const save = useSetPrerequisites({ id: stored.module_id, etag });
  const [tree, setTree] = useState(() => treeOf(stored));
  const sentence = useSentence(stored)(tree);
  const [kept] = useState(() => JSON.stringify(jsonOf(tree)));

  return (
    <Stack gap="lg">
      <UnsavedGuard unsaved={() => !save.isSuccess && JSON.stringify(jsonOf(tree)) !== kept} />
      <Text c="dimmed">{t("before.lede")}</Text>
      <NeedGroup group={tree} onChange={setTree} moduleId={stored.module_id} named={stored.modules} disabled={locked} />
      <Card padding="md" bg="var(--kring-wash)" aria-live="polite">
        <Text size="sm" c="dimmed">
          {t("before.inWords")}
        </Text>
        <Text fw={600}>{sentence ? t("before.first", { sentence }) : t("before.nothing")}</Text>
      </Card>
      {isProblem(save.error, "PrerequisiteCycle") ? (
        <Circle codes={save.error.members.cycle} />
      ) : (
        <FormProblem error={save.error} />
      )}
      {locked ? (
        <Alert color="gray" variant="light">
          {t("archivedText")}
        </Alert>
      ) : (
        <Group justify="flex-end">
          <Button
            loading={save.isPending}
            onClick={() => save.mutate(jsonOf(tree), { onSuccess: () => notify.done(t("before.saved")) })}
          >
            {t("shared:save")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
