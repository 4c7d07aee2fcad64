/** One requirement: whom it concerns, what it asks, and its way from draft to retired. */
import { Stack, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Versioned } from "@/shared/api/calls";
import { useMe } from "@/shared/session/me";
import { MoveButtons } from "@/shared/ui/move-buttons";
import { ResourcePage } from "@/shared/ui/resource-page";
import { requirements, type Requirement } from "./api";
import { DryRun } from "./dry-run";
import { RequirementEditor } from "./requirement-editor";
import { RequirementFacts } from "./requirement-facts";
import { RequirementLines } from "./requirement-lines";
import { changeOf, requirementDraftOf } from "./requirement-form";

export default function RequirementPage() {
  const { t } = useTranslation("requirements");
  const { may } = useMe();
  const retire = {
    label: t("retire"),
    done: t("retired"),
    ask: t("retireText"),
    variant: "default",
    danger: true,
  } as const;
  return (
    <ResourcePage
      of={requirements}
      kind={t("title")}
      title={(requirement) => requirement.subject.title}
      lede={({ subject }) => `${t(`kind.${subject.kind}`)} ${subject.code}`}
      crumbs={() => [{ label: t("title"), to: "/manage/requirements" }]}
      wide={(requirement) => requirement.state === "active"}
      actions={(requirement) => <MoveButtons of={requirements} thing={requirement} words={{ retire }} />}
    >
      {(read) =>
        read.value.state === "draft" && may("training:requirements.write") ? (
          <Draft key={read.etag} {...read} />
        ) : (
          <Stack gap="xl">
            <RequirementFacts requirement={read.value} />
            {read.value.state === "active" && <RequirementLines requirement={read.value} />}
          </Stack>
        )
      }
    </ResourcePage>
  );
}

function Draft({ value: requirement, etag }: Versioned<Requirement>) {
  const { t } = useTranslation("requirements");
  const change = requirements.useChange();
  return (
    <RequirementEditor
      name={requirement.id}
      etag={etag}
      subjectStays
      initial={requirementDraftOf(requirement)}
      saved={t("saved")}
      save={(draft, begunOn) => change.mutateAsync({ id: requirement.id, etag: begunOn, body: changeOf(draft) })}
      above={(unsaved) => (
        <Stack gap="xl">
          <DryRun requirement={requirement} etag={etag} unsaved={unsaved} />
          <Title order={2} size="h3">
            {t("whatIsAsked")}
          </Title>
        </Stack>
      )}
    />
  );
}
