/** The last Today kept on this device, said to be so. */
import { Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useOnline } from "@/shared/session/use-online";
import { lastToday } from "./last-tasks";
import { TaskList } from "./task-list";

export function LastToday({ onlyOffline = false }: { onlyOffline?: boolean }) {
  const online = useOnline();
  const kept = lastToday();
  if (!kept || (onlyOffline && online)) return null;
  return <Kept at={kept.at} tasks={kept.tasks} />;
}

function Kept({ at, tasks }: { at: string; tasks: NonNullable<ReturnType<typeof lastToday>>["tasks"] }) {
  const { t } = useTranslation("today");
  const format = useFormat();
  return (
    <Stack gap="sm" component="section" aria-label={t("last.title")}>
      <div>
        <Title order={2} size="h3">
          {t("last.title")}
        </Title>
        <Text size="sm" c="dimmed">
          {t("last.at", { when: format.dateTime(at) })}
        </Text>
      </div>
      {tasks.length > 0 ? <TaskList tasks={tasks} /> : <Text>{t("last.none")}</Text>}
    </Stack>
  );
}
