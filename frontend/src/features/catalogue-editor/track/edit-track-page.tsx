/** One track for its builder: its fields, its publication, its modules. */
import { Group, Stack, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/empty-state";
import { LinkButton } from "@/shared/ui/link";
import { ResourceList } from "@/shared/ui/resource-list";
import { ResourcePage } from "@/shared/ui/resource-page";
import { WhoHasIt } from "@/shared/ui/who-has-it";
import { modules, tracks, type Track } from "../api";
import { useModuleColumns } from "../module-columns";
import { TrackEditor } from "./track-editor";

export default function EditTrackPage() {
  const { t } = useTranslation("catalogue-editor");
  return (
    <ResourcePage
      of={tracks}
      kind={t("title")}
      title={(track) => track.title}
      crumbs={() => [{ label: t("title"), to: "/manage/catalogue" }]}
      actions={(track) => track.state !== "draft" && <WhoHasIt to={`/team/tracks/${track.id}`} />}
    >
      {(read) => (
        <Stack gap="xl">
          <TrackEditor key={read.etag} existing={read} />
          <ModulesOf track={read.value} />
        </Stack>
      )}
    </ResourcePage>
  );
}

function ModulesOf({ track }: { track: Track }) {
  const { t } = useTranslation("catalogue-editor");
  const list = modules.useList({ track: track.id });
  const columns = useModuleColumns();
  return (
    <section>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3">
          {t("modulesOfTrack")}
        </Title>
        {track.state !== "archived" && (
          <LinkButton
            to="/manage/catalogue/modules/new"
            search={{ track: track.id }}
            variant="light"
            leftSection={<IconPlus size={16} aria-hidden />}
          >
            {t("newModule")}
          </LinkButton>
        )}
      </Group>
      <ResourceList
        list={list}
        caption={t("modules")}
        columns={columns}
        empty={<EmptyState small title={t("empty.modules")} text={t("empty.modulesText")} />}
      />
    </section>
  );
}
