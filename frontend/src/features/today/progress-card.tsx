/** How far I am towards speaking for the brand, as a ring. */
import { Card, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { LinkButton } from "@/shared/ui/link";
import { QueryState } from "@/shared/ui/query-state";
import { Ring } from "@/shared/ui/ring";
import { ListSkeleton } from "@/shared/ui/skeletons";
import { progressQuery } from "./progress";

export function ProgressCard() {
  const { t } = useTranslation("today");
  const format = useFormat();
  const query = useQuery(progressQuery());
  return (
    <Card component="section" aria-label={t("progress.title")}>
      <QueryState query={query} skeleton={<ListSkeleton rows={1} />}>
        {({ done, of, modules }) => (
          <Group wrap="nowrap" gap="lg">
            <Ring
              share={of === 0 ? Number(modules > 0) : done / of}
              label={of === 0 ? t("progress.modules", { count: modules }) : t("progress.of", { done, of })}
              size={92}
            >
              {of === 0 ? format.number(modules) : `${format.number(done)}/${format.number(of)}`}
            </Ring>
            <div>
              <Text fw={650}>{t("progress.title")}</Text>
              <Text size="sm" c="dimmed">
                {of === 0 ? t("progress.modules", { count: modules }) : t("progress.text", { done, of })}
              </Text>
              <LinkButton to="/learn" size="compact-sm" variant="light" mt="xs">
                {t("progress.action")}
              </LinkButton>
            </div>
          </Group>
        )}
      </QueryState>
    </Card>
  );
}
