/** The two charts that are used, as they are used: checks need not read the library's own types, nor have it installed. */
declare module "@mantine/charts" {
  import type { ReactElement } from "react";

  interface Series {
    name: string;
    label: string;
    color: string;
  }

  interface Drawn {
    h: number;
    data: Record<string, string | number>[];
    dataKey: string;
    series: Series[];
    withLegend: boolean;
  }

  export function BarChart(props: Drawn & { maxBarWidth: number }): ReactElement;
  export function LineChart(props: Drawn & { curveType: "monotone"; unit?: string }): ReactElement;
}
