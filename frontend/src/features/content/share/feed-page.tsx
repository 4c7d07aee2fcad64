/** What is worth sharing now, by kind, network and language. */
import { SimpleGrid } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { LANGUAGE_NAMES, LANGUAGES } from "@/shared/i18n/language";
import { useFilters } from "@/shared/navigation/use-filters";
import { LinkButton } from "@/shared/ui/link";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { CardsSkeleton } from "@/shared/ui/skeletons";
import { content, KINDS } from "../api";
import { NETWORK_NAMES, NETWORKS } from "../networks";
import { ContentCard } from "./content-card";

const SUGGESTED = { content: "" };

export default function FeedPage() {
  const { t } = useTranslation("content");
  const navigate = useNavigate();
  const [suggested] = useFilters(SUGGESTED);

  // A suggestion elsewhere links to one piece of content; it opens there.
  useEffect(() => {
    if (suggested.content) void navigate({ to: `/share/content/${suggested.content}`, replace: true });
  }, [suggested.content, navigate]);

  return (
    <ResourceListPage
      of={content}
      fixed={{ state: "published" }}
      title={t("title")}
      lede={t("lede")}
      actions={
        <LinkButton to="/share/links" variant="light">
          {t("myLinks")}
        </LinkButton>
      }
      search={t("search")}
      filters={[
        {
          name: "kind",
          label: t("filter.kind"),
          every: t("filter.everyKind"),
          choices: KINDS.map((value) => ({ value, label: t(`kind.${value}`) })),
          width: 180,
        },
        {
          name: "network",
          label: t("filter.network"),
          every: t("filter.everyNetwork"),
          choices: NETWORKS.map((value) => ({ value, label: NETWORK_NAMES[value] })),
          width: 170,
        },
        {
          name: "language",
          label: t("filter.language"),
          every: t("filter.everyLanguage"),
          choices: LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
          width: 160,
        },
      ]}
      skeleton={<CardsSkeleton />}
      empty={{ title: t("empty.title"), text: t("empty.text") }}
      rows={(found) => (
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
          {found.map((each) => (
            <ContentCard key={each.id} content={each} />
          ))}
        </SimpleGrid>
      )}
    />
  );
}
