/** My links: what I shared, where, and how far it went. */
import { SimpleGrid } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { LinkButton } from "@/shared/ui/link";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { CardsSkeleton } from "@/shared/ui/skeletons";
import { myShares } from "./api";
import { ShareCard } from "./share-card";

export default function LinksPage() {
  const { t } = useTranslation("shares");
  return (
    <ResourceListPage
      of={myShares}
      title={t("title")}
      lede={t("lede")}
      actions={<LinkButton to="/share">{t("shareMore")}</LinkButton>}
      skeleton={<CardsSkeleton />}
      empty={{
        title: t("empty.title"),
        text: t("empty.text"),
        action: (
          <LinkButton to="/share" mt="md">
            {t("empty.action")}
          </LinkButton>
        ),
      }}
      rows={(found) => (
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          {found.map((share) => (
            <ShareCard key={share.id} share={share} most={Math.max(...found.map((other) => other.clicks))} />
          ))}
        </SimpleGrid>
      )}
    />
  );
}
