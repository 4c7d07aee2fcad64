/** A track in a list of its builders, with what is in it. */
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { useAudienceWords } from "@/shared/ui/audience-field";
import type { Column } from "@/shared/ui/data-table";
import { Link } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { Named } from "@/shared/ui/named";
import { StateBadge } from "@/shared/ui/state-badge";
import type { TrackRow } from "../api";

export function useTrackColumns(): readonly Column<TrackRow>[] {
  const { t } = useTranslation("catalogue-editor");
  const format = useFormat();
  const audience = useAudienceWords();
  return [
    {
      key: "title",
      header: t("field.title"),
      name: true,
      cell: (track) => (
        <Named below={track.code}>
          <Link to={`/manage/catalogue/tracks/${track.id}`}>
            <Localized text={track.title} />
          </Link>
        </Named>
      ),
    },
    { key: "state", header: t("field.state"), cell: (track) => <StateBadge state={track.state} /> },
    { key: "phase", header: t("field.phase"), cell: (track) => t(`phase.${track.phase}`) },
    { key: "audience", header: t("field.audience"), cell: (track) => audience(track.audience) },
    { key: "modules", header: t("modules"), end: true, cell: (track) => format.number(track.modules) },
    { key: "minutes", header: t("field.time"), end: true, cell: (track) => format.minutes(track.minutes) },
  ];
}
