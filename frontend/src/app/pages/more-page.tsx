/** The fifth place on a phone: every place that is not in the bottom bar. */
import { Group, SimpleGrid, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { LinkCard } from "@/shared/ui/link";
import { Page } from "@/shared/ui/page";
import { useMe } from "@/shared/session/me";
import { EmptyState } from "@/shared/ui/empty-state";
import { ListSkeleton } from "@/shared/ui/skeletons";
import { EVERYDAY } from "../places";
import { useOpenPlaces } from "../shell/use-open-places";

export default function MorePage() {
  const { t } = useTranslation("app");
  const { pending } = useMe();
  const places = useOpenPlaces().filter((place) => !EVERYDAY.includes(place.place));
  return (
    <Page title={t("more.title")} lede={t("more.lede")}>
      {pending && places.length === 0 && <ListSkeleton rows={3} />}
      {!pending && places.length === 0 && <EmptyState title={t("missing.title")} />}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {places.map((place) => (
          <LinkCard key={place.place} to={place.path}>
            <Group wrap="nowrap">
              <place.icon size={26} stroke={1.6} color="var(--kring-strong)" aria-hidden />
              <div>
                <Text fw={650}>{t(`places.${place.place}`)}</Text>
                <Text size="sm" c="dimmed">
                  {t(`about.${place.place}`)}
                </Text>
              </div>
            </Group>
          </LinkCard>
        ))}
      </SimpleGrid>
    </Page>
  );
}
