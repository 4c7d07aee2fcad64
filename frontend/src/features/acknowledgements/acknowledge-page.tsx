/** Read the clauses that concern me, what changed first, and answer; the receipt stays. */
import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { DueBadge } from "@/shared/ui/due-badge";
import { EmptyState } from "@/shared/ui/empty-state";
import { LinkButton } from "@/shared/ui/link";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { StateBadge } from "@/shared/ui/state-badge";
import { allMineQuery, type Asked } from "./api";
import { AskedClauses } from "./asked-clauses";
import { MyDecision } from "./my-decision";
import { acceptedBefore } from "./reading";

export default function AcknowledgePage() {
  const { t } = useTranslation("acknowledgements");
  const id = useRouteParam("id");
  const query = useQuery(allMineQuery());
  const asked = query.data?.find((each) => each.id === id);
  return (
    <Page
      narrow
      title={asked ? asked.guideline.title : t("one")}
      lede={asked && <Why asked={asked} />}
      mark={asked && <StateBadge state={asked.overdue ? "overdue" : asked.state} />}
      crumbs={[
        { label: t("guidelines"), to: "/guidelines" },
        { label: t("title"), to: "/guidelines/acknowledgements" },
      ]}
    >
      <QueryState
        query={query}
        skeleton={<TextSkeleton lines={8} />}
        empty={{
          when: (mine) => !mine.some((each) => each.id === id),
          show: (
            <EmptyState
              title={t("unknown.title")}
              text={t("unknown.text")}
              action={<LinkButton to="/guidelines/acknowledgements">{t("title")}</LinkButton>}
            />
          ),
        }}
      >
        {(mine) => asked && <Reading key={asked.id} asked={asked} before={acceptedBefore(mine, asked)} />}
      </QueryState>
    </Page>
  );
}

function Why({ asked }: { asked: Asked }) {
  const { t } = useTranslation("acknowledgements");
  const because =
    asked.asked_because === "role" ? t("because.role") : t("because.published", { number: asked.version_number });
  return (
    <>
      {because} {asked.state === "open" && <DueBadge at={asked.due_at} overdue={asked.overdue} />}{" "}
      {asked.overdue && t("stillWelcome")}
    </>
  );
}

function Reading({ asked, before }: { asked: Asked; before: number | null }) {
  return (
    <Stack gap="xl">
      <AskedClauses asked={asked} before={before} />
      <MyDecision asked={asked} />
    </Stack>
  );
}
