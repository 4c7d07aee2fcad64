/** A new track; it stays a draft until it is published. */
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/shared/ui/page";
import { TrackEditor } from "./track-editor";

export default function NewTrackPage() {
  const { t } = useTranslation("catalogue-editor");
  const navigate = useNavigate();
  return (
    <Page
      narrow
      title={t("newTrack")}
      lede={t("newTrackLede")}
      crumbs={[{ label: t("title"), to: "/manage/catalogue" }]}
    >
      <TrackEditor onSaved={(track) => void navigate({ to: `/manage/catalogue/tracks/${track.id}` })} />
    </Page>
  );
}
