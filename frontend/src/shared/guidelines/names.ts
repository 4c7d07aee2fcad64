/** A guideline by its title where a service knows only its code. */
import { useQuery } from "@tanstack/react-query";
import { body } from "@/shared/api/calls";
import { governance } from "@/shared/api/clients";
import { useLocalized } from "@/shared/i18n/localized";

const KEY = ["governance", "guidelines", "names"] as const;

export function useGuidelines() {
  return useQuery({
    queryKey: KEY,
    queryFn: () => body(governance.GET("/v1/guidelines", { params: { query: { limit: 200 } } })),
    staleTime: 5 * 60_000,
  });
}

/** The title, or the code while the title is not loaded or not visible. */
export function useGuidelineName(): (code: string) => string {
  const localized = useLocalized();
  const { data } = useGuidelines();
  return (code) => localized(data?.items.find((guideline) => guideline.code === code)?.title) || code;
}
