/** Every track and module, drafts too, for those who build them. */
import { Box, SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFilters } from "@/shared/navigation/use-filters";
import { AddLink } from "@/shared/ui/add-link";
import { ResourceListPage } from "@/shared/ui/resource-list-page";
import { modules, PHASES, STATES, tracks } from "../api";
import { useModuleColumns } from "../module-columns";
import { TrackFilter } from "./track-filter";
import { useTrackColumns } from "./track-columns";

const FIRST = { show: "tracks" };

export default function CataloguePage() {
  const { t } = useTranslation(["catalogue-editor", "shared"]);
  const [{ show }, set] = useFilters(FIRST);
  const trackColumns = useTrackColumns();
  const moduleColumns = useModuleColumns();
  const page = {
    title: t("title"),
    lede: t("lede"),
    search: t("search"),
    none: { title: t("none.title"), text: t("none.text") },
    above: (
      <Box mb="md">
        <SegmentedControl
          aria-label={t("show")}
          value={show === "modules" ? "modules" : "tracks"}
          onChange={(next) => set({ show: next })}
          data={["tracks", "modules"].map((value) => ({ value, label: t(value) }))}
        />
      </Box>
    ),
  };
  const state = {
    name: "state",
    label: t("field.state"),
    every: t("everyState"),
    choices: STATES.map((value) => ({ value, label: t(`shared:state.${value}`) })),
  } as const;
  // The same component in both cases: the switch between them keeps the focus.
  if (show === "modules") {
    const add = <AddLink to="/manage/catalogue/modules/new" label={t("newModule")} />;
    return (
      <ResourceListPage
        {...page}
        of={modules}
        actions={add}
        filters={[
          state,
          {
            name: "track",
            label: t("field.track"),
            field: (value, choose) => <TrackFilter key="track" value={value} onChange={choose} />,
          },
        ]}
        empty={{ title: t("empty.modules"), text: t("empty.modulesText"), action: add }}
        columns={moduleColumns}
      />
    );
  }
  const add = <AddLink to="/manage/catalogue/tracks/new" label={t("newTrack")} />;
  return (
    <ResourceListPage
      {...page}
      of={tracks}
      actions={add}
      filters={[
        state,
        {
          name: "phase",
          label: t("field.phase"),
          every: t("everyPhase"),
          choices: PHASES.map((value) => ({ value, label: t(`phase.${value}`) })),
        },
      ]}
      empty={{ title: t("empty.tracks"), text: t("empty.tracksText"), action: add }}
      columns={trackColumns}
    />
  );
}
