/** One requirement: whom it concerns, what it asks, and its way from draft to retired. */
import { Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocalized } from "@/shared/i18n/localized";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { useMe } from "@/shared/session/me";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { StateBadge } from "@/shared/ui/state-badge";
import { useTell } from "@/shared/ui/use-tell";
import { requirementQuery, useChangeRequirement, type Requirement } from "./api";
import { DryRun } from "./dry-run";
import { RequirementEditor } from "./requirement-editor";
import { RequirementFacts } from "./requirement-facts";
import { changeOf, requirementDraftOf } from "./requirement-form";
import { Retire } from "./retire";

export default function RequirementPage() {
  const { t } = useTranslation("requirements");
  const localized = useLocalized();
  const { may } = useMe();
  const query = useQuery(requirementQuery(useRouteParam("id")));
  const requirement = query.data?.value;
  const writes = may("training:requirements.write");
  return (
    <Page
      narrow
      title={requirement ? localized(requirement.subject.title) : t("title")}
      lede={requirement && `${t(`kind.${requirement.subject.kind}`)} ${requirement.subject.code}`}
      mark={requirement && <StateBadge state={requirement.state} />}
      crumbs={[{ label: t("title"), to: "/manage/requirements" }]}
      actions={query.data?.value.state === "active" && writes && <Retire id={query.data.value.id} etag={query.data.etag} />}
    >
      <QueryState query={query} skeleton={<TextSkeleton lines={8} />}>
        {({ value, etag }) =>
          value.state === "draft" && writes ? (
            <Draft key={etag} requirement={value} etag={etag} />
          ) : (
            <RequirementFacts requirement={value} />
          )
        }
      </QueryState>
    </Page>
  );
}

function Draft({ requirement, etag }: { requirement: Requirement; etag: string }) {
  const { t } = useTranslation("requirements");
  const tell = useTell();
  const save = useChangeRequirement(requirement.id, etag);
  const [unsaved, setUnsaved] = useState(false);
  return (
    <Stack gap="xl">
      <DryRun id={requirement.id} etag={etag} unsaved={unsaved} />
      <section>
        <Title order={2} size="h3" mb="md">
          {t("whatIsAsked")}
        </Title>
        <RequirementEditor
          subjectStays
          initial={requirementDraftOf(requirement)}
          saving={save}
          onUnsaved={setUnsaved}
          onSave={async (draft) => {
            await save.mutateAsync(changeOf(draft));
            tell.done(t("saved"));
            return undefined;
          }}
        />
      </section>
    </Stack>
  );
}
