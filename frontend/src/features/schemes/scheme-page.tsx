/** One scheme: to change while a draft, to read once people are certified by it. */
import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLocalized } from "@/shared/i18n/localized";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { StateBadge } from "@/shared/ui/state-badge";
import { schemeQuery } from "./api";
import { SchemeEditor } from "./scheme-editor";
import { SchemeFacts } from "./scheme-facts";
import { SchemeMoves } from "./scheme-moves";

export default function SchemePage() {
  const { t } = useTranslation("schemes");
  const localized = useLocalized();
  const query = useQuery(schemeQuery(useRouteParam("id")));
  const scheme = query.data?.value;
  return (
    <Page
      narrow
      title={scheme ? localized(scheme.title) : t("title")}
      mark={scheme && <StateBadge state={scheme.state} />}
      crumbs={[{ label: t("title"), to: "/manage/schemes" }]}
    >
      <QueryState query={query} skeleton={<TextSkeleton lines={8} />}>
        {({ value, etag }) =>
          value.state === "draft" ? (
            <SchemeEditor key={etag} existing={{ scheme: value, etag }} onSaved={() => undefined} />
          ) : (
            <Stack gap="xl">
              <SchemeMoves scheme={value} unsaved={false} />
              <SchemeFacts scheme={value} />
            </Stack>
          )
        }
      </QueryState>
    </Page>
  );
}
