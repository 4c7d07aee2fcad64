/** Every track and module, drafts too, for those who build them. */
import { Box, SegmentedControl, Select } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFilters } from "@/shared/navigation/use-filters";
import { FilterBar } from "@/shared/ui/filter-bar";
import { LinkButton } from "@/shared/ui/link";
import { Page } from "@/shared/ui/page";
import { PHASES, STATES } from "./api";
import { ModuleList } from "./module-list";
import { TrackList } from "./track-list";
import { TrackFilter } from "./track-filter";

const NONE = { show: "tracks", q: "", state: "", phase: "", track: "", level: "" };

export default function CataloguePage() {
  const { t } = useTranslation(["catalogue-editor", "shared"]);
  const [filters, set] = useFilters(NONE);
  const tracks = filters.show !== "modules";
  const add = (
    <LinkButton to={tracks ? "/manage/catalogue/tracks/new" : "/manage/catalogue/modules/new"} leftSection={<IconPlus size={18} aria-hidden />}>
      {t(tracks ? "newTrack" : "newModule")}
    </LinkButton>
  );
  return (
    <Page title={t("title")} lede={t("lede")} actions={add}>
      <Box mb="md">
        <SegmentedControl
          aria-label={t("show")}
          value={tracks ? "tracks" : "modules"}
          onChange={(show) => set({ show })}
          data={[
            { value: "tracks", label: t("tracks") },
            { value: "modules", label: t("modules") },
          ]}
        />
      </Box>
      <FilterBar q={filters.q} onSearch={(q) => set({ q })} placeholder={t("search")}>
        <Select
          aria-label={t("field.state")}
          value={filters.state}
          onChange={(state) => set({ state: state ?? "" })}
          allowDeselect={false}
          data={[{ value: "", label: t("everyState") }, ...STATES.map((value) => ({ value, label: t(`shared:state.${value}`) }))]}
        />
        {tracks ? (
          <Select
            aria-label={t("field.phase")}
            value={filters.phase}
            onChange={(phase) => set({ phase: phase ?? "" })}
            allowDeselect={false}
            data={[{ value: "", label: t("everyPhase") }, ...PHASES.map((value) => ({ value, label: t(`phase.${value}`) }))]}
          />
        ) : (
          <TrackFilter value={filters.track} onChange={(track) => set({ track })} />
        )}
      </FilterBar>
      {tracks ? <TrackList filters={filters} first={add} /> : <ModuleList filters={filters} first={add} />}
    </Page>
  );
}
