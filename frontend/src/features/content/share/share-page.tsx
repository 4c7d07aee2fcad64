/** Share one thing: choose a network and words, as yourself or for the brand. */
import { Anchor, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { content } from "../api";
import { Composer } from "./composer";
import { KindMark } from "../kind-mark";

export default function SharePage() {
  const { t } = useTranslation("content");
  const query = useQuery(content.one(useRouteParam("id")));
  const shared = query.data?.value;
  return (
    <Page
      title={shared ? shared.title : t("share")}
      crumbs={[{ label: t("title"), to: "/share" }]}
      lede={
        shared && (
          <Group gap="md">
            <KindMark kind={shared.kind} />
            {shared.url && (
              <Anchor href={shared.url} target="_blank" rel="noopener noreferrer" size="sm">
                {t("readFirst")}
              </Anchor>
            )}
          </Group>
        )
      }
    >
      <QueryState query={query} skeleton={<TextSkeleton lines={6} />}>
        {({ value }) => (value.state === "published" ? <Composer content={value} /> : <Text>{t("closed")}</Text>)}
      </QueryState>
    </Page>
  );
}
