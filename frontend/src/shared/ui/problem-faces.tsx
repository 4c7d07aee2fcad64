/** Which kind of trouble it is, what to do, and the request id to quote. */
import { Button, Code, Group, Stack, Text, Title } from "@mantine/core";
import {
  IconAlertTriangle,
  IconLock,
  IconMapOff,
  IconPlugConnectedX,
  IconRefresh,
  IconWifiOff,
  type Icon,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { kindOf, type ProblemKind } from "@/shared/api/problem";
import { KeptPages } from "./kept-pages";
import { LinkButton } from "./link";
import classes from "./problem-panel.module.css";
import { useProblemWords } from "./problem-text";

const ICONS: Record<ProblemKind, Icon> = {
  offline: IconWifiOff,
  away: IconPlugConnectedX,
  forbidden: IconLock,
  gone: IconMapOff,
  fault: IconAlertTriangle,
  refused: IconAlertTriangle,
};
/** Asking again does not bring what is not there or not for this reader. */
const LASTING: ReadonlySet<ProblemKind> = new Set<ProblemKind>(["forbidden", "gone"]);

export default function ProblemFaces({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation("shared");
  const words = useProblemWords()(error);
  const kind = kindOf(error);
  const KindIcon = ICONS[kind];
  const lasting = LASTING.has(kind);
  return (
    <Stack className={classes.panel} gap="xs" role="alert" data-kind={kind}>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <KindIcon aria-hidden className={classes.icon} />
        <div>
          <Title order={2} size="h3">
            {words.title}
          </Title>
          <Text mt={4}>{words.text}</Text>
          {words.requestId && (
            <Text size="sm" mt="xs" c="dimmed">
              {t("problem.quote")} <Code className={classes.code}>{words.requestId}</Code>
            </Text>
          )}
          {lasting && (
            <div>
              <LinkButton to="/today" mt="md" variant="default">
                {t("problem.home")}
              </LinkButton>
            </div>
          )}
          {onRetry && !lasting && (
            <Button mt="md" variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={onRetry}>
              {t("retry")}
            </Button>
          )}
          {kind === "offline" && <KeptPages />}
        </div>
      </Group>
    </Stack>
  );
}
