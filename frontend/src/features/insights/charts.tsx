/** The drawn forms. This file alone loads the chart library, when the first chart is shown. */
import "@mantine/charts/styles.layer.css";
import { BarChart, LineChart } from "@mantine/charts";

/** Told apart by their order in the legend, and by the numbers one key away: never by colour alone. */
const COLORS = ["kring.6", "teal.7", "grape.6", "orange.7", "cyan.8"];
const HEIGHT = 280;
/** One month alone is a bar, not a wall. */
const WIDEST = 56;

interface ChartProps {
  rows: Record<string, string | number>[];
  /** Which member of a row stands along the axis. */
  along: string;
  series: readonly { name: string; label: string }[];
  unit?: string;
}

const seriesOf = (series: ChartProps["series"]) =>
  series.map((each, index) => ({ ...each, color: COLORS[index % COLORS.length] ?? "kring.6" }));

export function Curves({ rows, along, series, unit }: ChartProps) {
  return (
    <LineChart
      h={HEIGHT}
      data={rows}
      dataKey={along}
      series={seriesOf(series)}
      curveType="monotone"
      withLegend={series.length > 1}
      {...(unit ? { unit } : {})}
    />
  );
}

export function Bars({ rows, along, series }: ChartProps) {
  return (
    <BarChart
      h={HEIGHT}
      data={rows}
      dataKey={along}
      series={seriesOf(series)}
      withLegend={series.length > 1}
      maxBarWidth={WIDEST}
    />
  );
}
