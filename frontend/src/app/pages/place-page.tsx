/** The front page of a place that has none of its own: its sections as cards. */
import { Group, SimpleGrid, Text } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMe } from "@/shared/session/me";
import { EmptyState } from "@/shared/ui/empty-state";
import { CardTitle, LinkCard } from "@/shared/ui/link";
import { Page } from "@/shared/ui/page";
import { CardsSkeleton } from "@/shared/ui/skeletons";
import { PLACES } from "../places";
import { useOpenPlaces } from "../shell/use-open-places";

export default function PlacePage() {
  const { t } = useTranslation("app");
  const { pathname } = useLocation();
  const { pending } = useMe();
  const open = useOpenPlaces().find((place) => place.path === pathname);
  const name = PLACES.find((place) => place.path === pathname)?.place ?? "today";
  return (
    <Page title={t(`places.${name}`)} lede={t(`about.${name}`)}>
      {!open && pending && <CardsSkeleton />}
      {!open && !pending && <EmptyState title={t("missing.title")} text={t("missing.text")} />}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {open?.sections.map((section) => (
          <LinkCard key={section.path}>
            <Group justify="space-between" wrap="nowrap" align="flex-start">
              <div>
                <CardTitle to={section.path} order={2} fz="md">
                  {t(`sections.${section.section}`)}
                </CardTitle>
                <Text size="sm" c="dimmed">
                  {t(`aboutSection.${section.section}`, { defaultValue: "" })}
                </Text>
              </div>
              <IconChevronRight size={18} aria-hidden style={{ flex: "none", marginTop: 3 }} />
            </Group>
          </LinkCard>
        ))}
      </SimpleGrid>
    </Page>
  );
}
