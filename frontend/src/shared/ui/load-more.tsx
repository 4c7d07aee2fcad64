/** The end of a keyset list: how many are shown, and the rest on request. */
import { Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MorePages } from "@/shared/api/use-pages";

const FEW = 12;

export function LoadMore({ more, shown }: { more: MorePages; shown: number }) {
  const { t } = useTranslation("shared");
  // A short list that is all there says so by itself.
  if (!more.hasMore && shown <= FEW) return null;
  return (
    <Group justify="center" mt="lg" gap="md">
      <Text size="sm" c="dimmed" aria-live="polite">
        {t("shown", { count: shown })}
      </Text>
      {more.hasMore && (
        <Button variant="default" loading={more.loading} onClick={more.load}>
          {t("more")}
        </Button>
      )}
    </Group>
  );
}
