/** The tracks that match, with what is in them. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useLocalized } from "@/shared/i18n/localized";
import { useAudienceWords } from "@/shared/ui/audience-fields";
import { DataTable } from "@/shared/ui/data-table";
import { EmptyState } from "@/shared/ui/empty-state";
import { Link } from "@/shared/ui/link";
import { LoadMore } from "@/shared/ui/load-more";
import { QueryState } from "@/shared/ui/query-state";
import { StateBadge } from "@/shared/ui/state-badge";
import { useTracks } from "./api";
import { Named } from "./named";

interface TrackListProps {
  filters: { q: string; state: string; phase: string };
  /** The first step when there is nothing yet. */
  first: ReactNode;
}

export function TrackList({ filters: { q, state, phase }, first }: TrackListProps) {
  const { t } = useTranslation("catalogue-editor");
  const localized = useLocalized();
  const format = useFormat();
  const audience = useAudienceWords();
  const list = useTracks({ q, state, phase });
  const nothing = q || state || phase ? (
    <EmptyState title={t("none.title")} text={t("none.text")} />
  ) : (
    <EmptyState title={t("empty.tracks")} text={t("empty.tracksText")} action={first} />
  );
  return (
    <QueryState query={list} empty={{ when: (found) => found.length === 0, show: nothing }}>
      {(found) => (
        <>
          <DataTable
            caption={t("tracks")}
            rows={found}
            rowKey={(track) => track.id}
            columns={[
              {
                key: "title",
                header: t("field.title"),
                name: true,
                cell: (track) => (
                  <Named below={track.code}>
                    <Link to={`/manage/catalogue/tracks/${track.id}`}>{localized(track.title)}</Link>
                  </Named>
                ),
              },
              { key: "state", header: t("field.state"), cell: (track) => <StateBadge state={track.state} /> },
              { key: "phase", header: t("field.phase"), cell: (track) => t(`phase.${track.phase}`) },
              { key: "audience", header: t("field.audience"), cell: (track) => audience(track.audience) },
              { key: "modules", header: t("modules"), end: true, cell: (track) => format.number(track.modules) },
              { key: "minutes", header: t("field.time"), end: true, cell: (track) => format.minutes(track.minutes) },
            ]}
          />
          <LoadMore more={list.more} shown={found.length} />
        </>
      )}
    </QueryState>
  );
}
