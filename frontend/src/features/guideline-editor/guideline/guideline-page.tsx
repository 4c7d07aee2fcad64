/** One guideline with its versions: the chosen one's clauses, and the next step on its way into force. */
import { Button, Group, Select, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFilters } from "@/shared/navigation/use-filters";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { useMe } from "@/shared/session/me";
import { EmptyState } from "@/shared/ui/empty-state";
import { LinkButton } from "@/shared/ui/link";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { StateBadge, type Tone } from "@/shared/ui/state-badge";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { useNotify } from "@/shared/ui/use-notify";
import { guidelineQuery, versionQuery, versionsQuery, type Guideline, type Version } from "../api";
import { useCreateVersion } from "./changes";
import { ClauseList } from "./clause-list";
import { NextStep } from "./next-step";

const LATEST = { version: "" };
const TONES: Record<string, Tone> = {
  draft: "neutral",
  "in-signoff": "active",
  "signed-off": "good",
  published: "good",
  superseded: "neutral",
};

export default function GuidelineEditorPage() {
  const { t } = useTranslation("guideline-editor");
  const id = useRouteParam("id");
  const query = useQuery(guidelineQuery(id));
  const guideline = query.data;
  return (
    <Page
      title={guideline ? guideline.title : t("one")}
      lede={guideline?.code}
      mark={
        guideline && (
          <StateBadge
            state={guideline.state}
            label={guideline.in_force ? t("inForceNumber", { number: guideline.in_force }) : t("state.never")}
            tone={guideline.in_force ? "good" : "neutral"}
          />
        )
      }
      crumbs={[{ label: t("title"), to: "/manage/guidelines" }]}
      actions={
        guideline?.in_force && (
          <LinkButton to={`/guidelines/${guideline.code}`} variant="default">
            {t("see")}
          </LinkButton>
        )
      }
    >
      <QueryState query={query} skeleton={<TextSkeleton lines={8} />}>
        {(known) => <Versions guideline={known} />}
      </QueryState>
    </Page>
  );
}

function Versions({ guideline }: { guideline: Guideline }) {
  const { t } = useTranslation("guideline-editor");
  const query = useQuery(versionsQuery(guideline.id));
  const [{ version }, set] = useFilters(LATEST);
  return (
    <QueryState
      query={query}
      empty={{
        when: (versions) => versions.length === 0,
        show: (
          <EmptyState
            title={t("noVersion.title")}
            text={t("noVersion.text")}
            action={<NewVersion guideline={guideline} basedOn={null} />}
          />
        ),
      }}
    >
      {(versions) => {
        const chosen = versions.find((each) => String(each.number) === version) ?? versions[0];
        if (!chosen) return null;
        const open = versions.some((each) => each.state !== "published" && each.state !== "superseded");
        return (
          <Stack gap="xl">
            <Group justify="space-between" align="flex-end">
              <Select
                label={t("version")}
                value={String(chosen.number)}
                allowDeselect={false}
                onChange={(next) => set({ version: next ?? "" })}
                data={versions.map((each) => ({
                  value: String(each.number),
                  label: t("versionOption", { number: each.number, state: t(`state.${each.state}`) }),
                }))}
              />
              {!open && <NewVersion guideline={guideline} basedOn={versions[0]?.number ?? null} />}
            </Group>
            <ChosenVersion key={chosen.number} guideline={guideline} version={chosen} />
          </Stack>
        );
      }}
    </QueryState>
  );
}

function NewVersion({ guideline, basedOn }: { guideline: Guideline; basedOn: number | null }) {
  const { t } = useTranslation("guideline-editor");
  const { may } = useMe();
  const notify = useNotify();
  const [, set] = useFilters(LATEST);
  const create = useCreateVersion(guideline.id);
  if (!may("governance:guidelines.edit")) return null;
  return (
    <Button
      leftSection={<IconPlus size={18} aria-hidden />}
      loading={create.isPending}
      onClick={() =>
        create.mutate(basedOn, {
          onSuccess: (version) => set({ version: String(version.number) }),
          onError: (error) => notify.problem(error),
        })
      }
    >
      {basedOn === null ? t("firstVersion") : t("nextVersion", { number: basedOn })}
    </Button>
  );
}

function ChosenVersion({ guideline, version }: { guideline: Guideline; version: Version }) {
  const { t } = useTranslation("guideline-editor");
  const query = useQuery(versionQuery(guideline.id, version.number));
  return (
    <QueryState query={query} skeleton={<TextSkeleton lines={8} />}>
      {(whole) => (
        <Stack gap="xl">
          <Group gap="sm">
            <StateBadge state={whole.state} label={t(`state.${whole.state}`)} tone={TONES[whole.state] ?? "neutral"} />
            {whole.based_on !== null && <Text c="dimmed">{t("basedOn", { number: whole.based_on })}</Text>}
          </Group>
          <NextStep guideline={guideline} version={whole} />
          <ClauseList guideline={guideline} version={whole} editable={whole.allowed?.includes("edit") ?? false} />
        </Stack>
      )}
    </QueryState>
  );
}
