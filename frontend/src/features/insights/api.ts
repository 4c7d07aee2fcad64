/** Figures about groups of five people or more, each from the service that counts it. */
import { queryOptions } from "@tanstack/react-query";
import { send } from "@/shared/api/calls";
import type { ServiceName } from "@/shared/api/clients";
import type { components as Advocacy } from "@/shared/api/generated/advocacy";
import type { components as Governance } from "@/shared/api/generated/governance";
import type { components as Training } from "@/shared/api/generated/training";

type Figures = {
  compliance: Training["schemas"]["ComplianceOut"];
  certificates: Training["schemas"]["CertificateFiguresOut"];
  acknowledgements: Governance["schemas"]["AcknowledgementFiguresOut"];
  "signoff-times": Governance["schemas"]["SignoffTimesOut"];
  activation: Advocacy["schemas"]["ActivationOut"];
  shares: Advocacy["schemas"]["SharesOut"];
};
export type InsightName = keyof Figures;
export type FiguresOf<Name extends InsightName> = Figures[Name];

export interface Insight<Item> {
  as_of: string;
  by: string;
  items: Item[];
  suppressed: number;
}

const SERVICE: Record<InsightName, ServiceName> = {
  compliance: "training",
  certificates: "training",
  acknowledgements: "governance",
  "signoff-times": "governance",
  activation: "advocacy",
  shares: "advocacy",
};

export interface Asked {
  by: string;
  period: string;
}

export function insightQuery<Name extends InsightName>(name: Name, { by, period }: Asked) {
  return queryOptions({
    queryKey: [SERVICE[name], "insights", name, by, period],
    queryFn: async () =>
      (await send<Insight<FiguresOf<Name>>>(SERVICE[name], "GET", `/v1/insights/${name}`, { query: { by, period } }))
        .data,
    staleTime: 60_000,
  });
}

export async function readInsightFile(name: InsightName, { by, period }: Asked, format: "csv" | "xlsx") {
  const query = { by, period, format };
  return (await send<Blob>(SERVICE[name], "GET", `/v1/insights/${name}`, { query, parseAs: "blob" })).data;
}
