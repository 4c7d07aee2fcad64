/** The fifth place on a phone: the places that are not in the bottom bar, then every page there is. */
import { Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CardTitle, LinkCard, PlaceLink } from "@/shared/ui/link";
import { Page } from "@/shared/ui/page";
import { useMe } from "@/shared/session/me";
import { ListSkeleton } from "@/shared/ui/skeletons";
import { EVERYDAY, type OpenPlace } from "../places";
import { useOpenPlaces } from "../shell/use-open-places";

export default function MorePage() {
  const { t } = useTranslation("app");
  const { pending } = useMe();
  const places = useOpenPlaces();
  const byRole = places.filter((place) => !EVERYDAY.includes(place.place));
  return (
    <Page title={t("more.title")} lede={t("more.lede")}>
      <Stack gap="xl">
        {pending && byRole.length === 0 && <ListSkeleton rows={1} />}
        {byRole.length > 0 && (
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {byRole.map((place) => (
              <PlaceCard key={place.place} place={place} />
            ))}
          </SimpleGrid>
        )}
        <SimpleGrid cols={{ base: 2, md: 4 }} spacing="lg" verticalSpacing="xl">
          {places
            .filter((place) => place.sections.length > 1)
            .map((place) => (
              <PlacePages key={place.place} place={place} />
            ))}
        </SimpleGrid>
      </Stack>
    </Page>
  );
}

function PlaceCard({ place }: { place: OpenPlace }) {
  const { t } = useTranslation("app");
  return (
    <LinkCard>
      <Group wrap="nowrap">
        <place.icon size={26} stroke={1.6} color="var(--kring-strong)" aria-hidden />
        <div>
          <CardTitle to={place.path} order={2} fz="md">
            {t(`places.${place.place}`)}
          </CardTitle>
          <Text size="sm" c="dimmed">
            {t(`about.${place.place}`)}
          </Text>
        </div>
      </Group>
    </LinkCard>
  );
}

function PlacePages({ place }: { place: OpenPlace }) {
  const { t } = useTranslation("app");
  return (
    <section aria-labelledby={`all-${place.place}`}>
      <Title order={2} size="h3" id={`all-${place.place}`} mb={4}>
        {t(`places.${place.place}`)}
      </Title>
      {place.sections.map((section) => (
        <PlaceLink key={section.path} to={section.path} exact label={t(`sections.${section.section}`)} px={0} />
      ))}
    </section>
  );
}
