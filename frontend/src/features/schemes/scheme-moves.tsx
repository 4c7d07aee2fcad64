/** Publish or retire a scheme; a rule that cannot work yet says why. */
import { Alert, Card, Group, List, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconCertificate } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/shared/api/problem";
import { moduleChoicesQuery } from "@/shared/catalogue/choices";
import { useFormat } from "@/shared/format/use-format";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Link } from "@/shared/ui/link";
import { useTell } from "@/shared/ui/use-tell";
import { useMoveScheme, type Scheme } from "./api";

interface SchemeMovesProps {
  scheme: Scheme;
  unsaved: boolean;
}

export function SchemeMoves({ scheme, unsaved }: SchemeMovesProps) {
  const { t } = useTranslation("schemes");
  const tell = useTell();
  const format = useFormat();
  const move = useMoveScheme(scheme);
  const unpublished = useUnpublished(scheme);

  async function go(to: "publish" | "retire") {
    try {
      await move.mutateAsync(to);
      tell.done(t(`moved.${to}`));
    } catch (error) {
      if (!isProblem(error, "NotPublishable")) tell.problem(error);
      throw error;
    }
  }

  const stands = scheme.published_at ? t(`stands.${scheme.state}`, { date: format.date(scheme.published_at) }) : t("stands.draft");
  return (
    <Card padding="lg">
      <Stack gap="md">
        <Group justify="space-between" gap="md">
          <Text size="sm" c="dimmed" flex="1 1 16rem">
            {unsaved ? t("saveFirst") : stands}
          </Text>
          {scheme.state === "draft" && (
            <ConfirmButton
              leftSection={<IconCertificate size={16} aria-hidden />}
              disabled={unsaved}
              title={t("publish")}
              text={t("publishText")}
              confirm={t("publish")}
              // What is missing is shown behind the dialog: it closes either way.
              onConfirm={() => go("publish").catch((error: unknown) => (isProblem(error, "NotPublishable") ? undefined : Promise.reject(error)))}
            >
              {t("publish")}
            </ConfirmButton>
          )}
          {scheme.state === "published" && (
            <ConfirmButton variant="default" title={t("retire")} text={t("retireText")} confirm={t("retire")} danger onConfirm={() => go("retire")}>
              {t("retire")}
            </ConfirmButton>
          )}
        </Group>
        {isProblem(move.error, "NotPublishable") && (
          <Alert color="yellow" variant="light" title={t("missing.title")} role="alert">
            {unpublished.length > 0 ? (
              <List size="sm">
                {unpublished.map((module) => (
                  <List.Item key={module.id}>
                    {t("missing.module")} <Link to={`/manage/catalogue/modules/${module.id}`}>{module.code}</Link>
                  </List.Item>
                ))}
              </List>
            ) : (
              t("missing.rule")
            )}
          </Alert>
        )}
      </Stack>
    </Card>
  );
}

/** The rule's modules that nobody can complete yet. */
function useUnpublished(scheme: Scheme) {
  const { data } = useQuery(moduleChoicesQuery());
  return (data ?? []).filter((module) => module.state !== "published" && (scheme.rule.modules ?? []).includes(module.id));
}
