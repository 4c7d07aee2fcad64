/** What is worth sharing now, by kind, network and language. */
import { Select, SimpleGrid } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "@tanstack/react-router";
import { LANGUAGE_NAMES, LANGUAGES } from "@/shared/i18n/language";
import { useFilters } from "@/shared/navigation/use-filters";
import { EmptyState } from "@/shared/ui/empty-state";
import { FilterBar } from "@/shared/ui/filter-bar";
import { LinkButton } from "@/shared/ui/link";
import { LoadMore } from "@/shared/ui/load-more";
import { Page } from "@/shared/ui/page";
import { QueryState } from "@/shared/ui/query-state";
import { CardsSkeleton } from "@/shared/ui/skeletons";
import { KINDS, useContent } from "./api";
import { ContentCard } from "./content-card";
import { NETWORK_NAMES, NETWORKS } from "./networks";

const NONE = { kind: "", network: "", language: "", q: "", content: "" };

export default function FeedPage() {
  const { t } = useTranslation("content");
  const navigate = useNavigate();
  const [filters, set] = useFilters(NONE);
  const list = useContent({ ...filters, state: "published" });

  // A suggestion elsewhere links to one piece of content; it opens there.
  useEffect(() => {
    if (filters.content) void navigate({ to: `/share/content/${filters.content}`, replace: true });
  }, [filters.content, navigate]);

  return (
    <Page title={t("title")} lede={t("lede")} actions={<LinkButton to="/share/links" variant="light">{t("myLinks")}</LinkButton>}>
      <FilterBar q={filters.q} onSearch={(q) => set({ q })} placeholder={t("search")}>
        <Select
          aria-label={t("filter.kind")}
          value={filters.kind}
          onChange={(kind) => set({ kind: kind ?? "" })}
          data={[{ value: "", label: t("filter.everyKind") }, ...KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))]}
          allowDeselect={false}
          w={{ sm: 180 }}
        />
        <Select
          aria-label={t("filter.network")}
          value={filters.network}
          onChange={(network) => set({ network: network ?? "" })}
          data={[{ value: "", label: t("filter.everyNetwork") }, ...NETWORKS.map((value) => ({ value, label: NETWORK_NAMES[value] }))]}
          allowDeselect={false}
          w={{ sm: 170 }}
        />
        <Select
          aria-label={t("filter.language")}
          value={filters.language}
          onChange={(language) => set({ language: language ?? "" })}
          data={[
            { value: "", label: t("filter.everyLanguage") },
            ...LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
          ]}
          allowDeselect={false}
          w={{ sm: 160 }}
        />
      </FilterBar>
      <QueryState
        query={list}
        skeleton={<CardsSkeleton />}
        empty={{
          when: (found) => found.length === 0,
          show: <EmptyState title={t("empty.title")} text={t("empty.text")} />,
        }}
      >
        {(found) => (
          <>
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
              {found.map((content) => (
                <ContentCard key={content.id} content={content} />
              ))}
            </SimpleGrid>
            <LoadMore more={list.more} shown={found.length} />
          </>
        )}
      </QueryState>
    </Page>
  );
}
