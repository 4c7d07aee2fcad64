/** How it is going, in figures about groups of five or more; every drawing has its numbers one key away. */
import { Group, SegmentedControl, Select, SimpleGrid, Stack, Switch } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFilters } from "@/shared/navigation/use-filters";
import { useMe } from "@/shared/session/me";
import { Page } from "@/shared/ui/page";
import type { Asked } from "./api";
import { Figure } from "./figure";
import { curvesOf, funnelOf, periodsAt } from "./figures";
import { HeatMap } from "./heat-map";
import { useGroupName } from "./use-group-name";

const Curves = lazy(() => import("./charts").then(({ Curves }) => ({ default: Curves })));
const Bars = lazy(() => import("./charts").then(({ Bars }) => ({ default: Bars })));
const PLACES = ["department", "division", "location"] as const;
const INITIAL = { by: "department", period: "", numbers: "" };

export default function InsightsPage() {
  const { t } = useTranslation("insights");
  const { may } = useMe();
  const [{ by, period, numbers }, set] = useFilters(INITIAL);
  const [now] = useState(() => new Date());
  const asNumbers = numbers === "yes";
  useHotkeys([["n", () => set({ numbers: asNumbers ? "" : "yes" })]]);
  const shown = { place: { by, period }, months: { by: "month", period }, numbers: asNumbers };
  return (
    <Page title={t("title")} lede={t(may("training:insights.read") ? "lede" : "ledeOwn")}>
      <Group mb="lg" gap="md" align="flex-end">
        <SegmentedControl
          aria-label={t("groupedBy")}
          value={by}
          onChange={(place) => set({ by: place })}
          data={PLACES.map((value) => ({ value, label: t(`by.${value}`) }))}
        />
        <Select
          aria-label={t("period")}
          value={period}
          allowDeselect={false}
          onChange={(chosen) => set({ period: chosen ?? "" })}
          data={[{ value: "", label: t("lately") }, ...periodsAt(now).map((value) => ({ value, label: value }))]}
        />
        <Switch
          label={t("numbers")}
          checked={asNumbers}
          onChange={(event) => set({ numbers: event.currentTarget.checked ? "yes" : "" })}
          pb={8}
        />
      </Group>
      <Stack gap="lg">
        <Learning {...shown} />
        <Advocacy {...shown} />
      </Stack>
    </Page>
  );
}

interface Shown {
  place: Asked;
  months: Asked;
  numbers: boolean;
}

function Learning({ place, months, numbers }: Shown) {
  const { t } = useTranslation("insights");
  const nameOf = useGroupName();
  return (
    <>
      <Figure
        name="compliance"
        title={t("compliance.title")}
        asked={place}
        columns={["lines", "done", "open", "overdue", "exempt"]}
        numbers={numbers}
        draw={(groups) => <HeatMap groups={groups} by={place.by} />}
      />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <Figure
          name="acknowledgements"
          title={t("acknowledgements.title")}
          asked={{ ...place, by: "version" }}
          columns={["asked", "accepted", "declined", "open", "overdue", "within_1", "within_7", "within_28"]}
          numbers={numbers}
          draw={(versions) => (
            <Curves
              rows={curvesOf(versions, nameOf)}
              along="day"
              unit="%"
              series={versions.map(({ key }) => ({ name: nameOf(key), label: nameOf(key) }))}
            />
          )}
        />
        <Figure
          name="certificates"
          title={t("certificates.title")}
          asked={months}
          columns={["expiring"]}
          numbers={numbers}
          draw={(ending) => (
            <Bars
              rows={ending.map(({ key, expiring }) => ({ month: nameOf(key), expiring }))}
              along="month"
              series={[{ name: "expiring", label: t("figure.expiring") }]}
            />
          )}
        />
      </SimpleGrid>
      <Figure
        name="signoff-times"
        title={t("signoffTimes.title")}
        asked={place}
        columns={["stages", "approved", "changes_requested", "rejected", "median_hours", "p90_hours"]}
        numbers={numbers}
        draw={(groups) => (
          <Bars
            rows={groups.map(({ key, median_hours, p90_hours }) => ({ place: nameOf(key), median_hours, p90_hours }))}
            along="place"
            series={(["median_hours", "p90_hours"] as const).map((name) => ({ name, label: t(`figure.${name}`) }))}
          />
        )}
      />
    </>
  );
}

function Advocacy({ place, months, numbers }: Shown) {
  const { t } = useTranslation("insights");
  const nameOf = useGroupName();
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
      <Figure
        name="shares"
        title={t("shares.title")}
        asked={months}
        columns={["shares", "clicks"]}
        numbers={numbers}
        draw={(groups) => (
          <Bars
            rows={groups.map(({ key, shares, clicks }) => ({ month: nameOf(key), shares, clicks }))}
            along="month"
            series={(["shares", "clicks"] as const).map((name) => ({ name, label: t(`figure.${name}`) }))}
          />
        )}
      />
      <Figure
        name="activation"
        title={t("activation.title")}
        asked={place}
        columns={["nominated", "invited", "accepted", "active", "dormant"]}
        numbers={numbers}
        draw={(groups) => (
          <Bars
            rows={groups.map(({ key, active, dormant }) => ({ place: nameOf(key), active, dormant }))}
            along="place"
            series={(["active", "dormant"] as const).map((name) => ({ name, label: t(`figure.${name}`) }))}
          />
        )}
      />
      <Figure
        name="shares"
        title={t("funnel.title")}
        asked={place}
        columns={["shares", "clicks"]}
        numbers={numbers}
        draw={(groups) => (
          <Bars
            rows={funnelOf(groups).map(({ step, count }) => ({ step: t(`funnel.${step}`), count }))}
            along="step"
            series={[{ name: "count", label: t("funnel.count") }]}
          />
        )}
      />
      <Figure
        name="activation"
        title={t("begun.title")}
        asked={months}
        columns={["active", "dormant"]}
        numbers={numbers}
        draw={(groups) => (
          <Bars
            rows={groups.map(({ key, people }) => ({ month: nameOf(key), people }))}
            along="month"
            series={[{ name: "people", label: t("figure.people") }]}
          />
        )}
      />
    </SimpleGrid>
  );
}
