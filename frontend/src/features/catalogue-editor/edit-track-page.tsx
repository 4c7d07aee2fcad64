/** One track for its builder: its fields, its publication, its modules. */
import { Group, Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLocalized } from "@/shared/i18n/localized";
import { useRouteParam } from "@/shared/navigation/use-route-param";
import { LinkButton } from "@/shared/ui/link";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { TextSkeleton } from "@/shared/ui/skeletons";
import { StateBadge } from "@/shared/ui/state-badge";
import { trackQuery } from "./api";
import { ModuleList } from "./module-list";
import { TrackEditor } from "./track-editor";

export default function EditTrackPage() {
  const { t } = useTranslation("catalogue-editor");
  const localized = useLocalized();
  const id = useRouteParam("id");
  const query = useQuery(trackQuery(id));
  const track = query.data?.value;
  const add = (
    <LinkButton
      to="/manage/catalogue/modules/new"
      search={{ track: id }}
      variant="light"
      leftSection={<IconPlus size={16} aria-hidden />}
    >
      {t("newModule")}
    </LinkButton>
  );
  return (
    <Page
      narrow
      title={track ? localized(track.title) : t("title")}
      mark={track && <StateBadge state={track.state} />}
      crumbs={[{ label: t("title"), to: "/manage/catalogue" }]}
    >
      <QueryState query={query} skeleton={<TextSkeleton lines={8} />}>
        {({ value, etag }) => (
          <Stack gap="xl">
            <TrackEditor key={etag} existing={{ track: value, etag }} onSaved={() => undefined} />
            <section>
              <Group justify="space-between" mb="sm">
                <Title order={2} size="h3">
                  {t("modulesOfTrack")}
                </Title>
                {value.state !== "archived" && add}
              </Group>
              <ModuleList filters={{ q: "", state: "", level: "", track: id }} first={null} />
            </section>
          </Stack>
        )}
      </QueryState>
    </Page>
  );
}
