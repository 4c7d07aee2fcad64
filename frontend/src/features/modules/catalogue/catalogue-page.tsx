/** Everything one can learn: tracks first, then modules by track, level, phase and how far I am. */
import { Button, Select, SimpleGrid, Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useLocalizedChoice } from "@/shared/i18n/localized";
import { useFilters } from "@/shared/navigation/use-filters";
import { EmptyState } from "@/shared/ui/empty-state";
import { FilterBar } from "@/shared/ui/filter-bar";
import { Page } from "@/shared/ui/page";
import { ResourceList } from "@/shared/ui/resource-list";
import { CardsSkeleton } from "@/shared/ui/skeletons";
import { catalogue, facetsQuery, myCompletionsQuery, myEnrolmentsQuery, tracksQuery, type Facets } from "../api";
import { ModuleCard } from "./module-card";
import { isMine, standings } from "../progress";
import { TrackStrip } from "./track-strip";

const NONE = { q: "", track: "", level: "", phase: "", mine: "" };
type Filters = typeof NONE;

function useMine() {
  const enrolments = useQuery(myEnrolmentsQuery()).data;
  const completions = useQuery(myCompletionsQuery()).data;
  return useMemo(() => standings(enrolments?.items ?? [], completions?.items ?? []), [enrolments, completions]);
}

export default function CataloguePage() {
  const { t } = useTranslation("modules");
  const [{ mine: wanted, ...filters }, set] = useFilters(NONE);
  const list = catalogue.useList({ ...filters, state: "published" });
  const mine = useMine();
  const filtered = wanted !== "" || Object.values(filters).some((value) => value !== "");
  const clear = (
    <Button mt="md" variant="light" onClick={() => set(NONE)}>
      {t("empty.clear")}
    </Button>
  );
  const nothing = filtered ? (
    <EmptyState title={t("empty.filtered")} text={t("empty.filteredText")} action={clear} />
  ) : (
    <EmptyState title={t("empty.title")} text={t("empty.text")} />
  );

  return (
    <Page title={t("title")} lede={t("lede")}>
      <Stack gap="xl">
        {!filtered && <TrackStrip />}
        <section aria-labelledby="modules-title">
          <Title order={2} id="modules-title" mb="sm">
            {t("modulesTitle")}
          </Title>
          <FilterBar q={filters.q} onSearch={(q) => set({ q })} placeholder={t("search")}>
            <CatalogueFilters filters={{ ...filters, mine: wanted }} set={set} />
          </FilterBar>
          <ResourceList
            list={list}
            caption={t("modulesTitle")}
            skeleton={<CardsSkeleton />}
            only={(module) => isMine(module, wanted, mine)}
            empty={nothing}
            rows={(found) => (
              <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
                {found.map((module) => (
                  <ModuleCard key={module.id} module={module} mine={mine.get(module.id)} />
                ))}
              </SimpleGrid>
            )}
          />
        </section>
      </Stack>
    </Page>
  );
}

function CatalogueFilters({ filters, set }: { filters: Filters; set: (change: Partial<Filters>) => void }) {
  const { t } = useTranslation("modules");
  const l = useLocalizedChoice();
  const { mine, ...asked } = filters;
  const facets = useQuery(facetsQuery(asked)).data;
  const tracks = useQuery(tracksQuery()).data?.items ?? [];
  const titleOf = (code: string) => l(tracks.find((track) => track.code === code)?.title) || code;
  const options = (facet: keyof Facets, every: string, name: (value: string) => string) => [
    { value: "", label: every },
    ...(facets?.[facet] ?? []).map(({ value, count }) => ({
      value,
      label: t("filter.counted", { name: name(value), count }),
    })),
  ];
  const select = (facet: "track" | "level" | "phase", every: string, name: (value: string) => string) => (
    <Select
      aria-label={t(`filter.${facet}`)}
      value={filters[facet]}
      onChange={(value) => set({ [facet]: value ?? "" })}
      data={options(facet, every, name)}
      allowDeselect={false}
      w={{ base: "calc(50% - 0.375rem)", sm: facet === "track" ? 200 : 165 }}
    />
  );
  return (
    <>
      {select("track", t("filter.everyTrack"), titleOf)}
      {select("level", t("filter.everyLevel"), (value) => t("level", { level: value }))}
      {select("phase", t("filter.everyPhase"), (value) => t(`phase.${value}`))}
      <Select
        aria-label={t("filter.mine")}
        value={mine}
        onChange={(value) => set({ mine: value ?? "" })}
        data={[
          { value: "", label: t("filter.everyMine") },
          ...["new", "started", "done"].map((value) => ({ value, label: t(`mine.${value}`) })),
        ]}
        allowDeselect={false}
        w={{ base: "calc(50% - 0.375rem)", sm: 150 }}
      />
    </>
  );
}
