/** What happened, what to do, and the request id to quote. */
import { Button, Code, Group, Stack, Text, Title } from "@mantine/core";
import { IconPlugConnectedX, IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/shared/api/problem";
import { LinkButton } from "./link";
import classes from "./problem-panel.module.css";
import { useProblemWords } from "./problem-text";

export function ProblemPanel({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation("shared");
  const words = useProblemWords()(error);
  // Asking again does not bring what is not there or not for this reader.
  const lasting = isProblem(error) && (error.status === 403 || error.status === 404);
  return (
    <Stack className={classes.panel} gap="xs" role="alert">
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <IconPlugConnectedX aria-hidden className={classes.icon} />
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
        </div>
      </Group>
    </Stack>
  );
}
