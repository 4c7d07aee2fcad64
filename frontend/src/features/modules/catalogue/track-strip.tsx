/** The tracks I may follow, each leading to its map. */
import { Card, Group, Text, Title } from "@mantine/core";
import { IconRoute } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { Picture } from "@/shared/pictures/picture";
import { CardTitle, LinkCard } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { tracksQuery, type Track } from "../api";
import classes from "../modules.module.css";

function TrackCard({ track }: { track: Track }) {
  const { t } = useTranslation("modules");
  const format = useFormat();
  return (
    <LinkCard className={classes.trackCard} padding="md">
      {track.picture && (
        <Card.Section mb="sm">
          <Picture picture={track.picture} />
        </Card.Section>
      )}
      <Text size="sm">{t(`phase.${track.phase}`)}</Text>
      <CardTitle to={`/learn/tracks/${encodeURIComponent(track.code)}`} className={classes.cardTitle}>
        <Localized text={track.title} />
      </CardTitle>
      <Text size="sm" mt={4}>
        {t("tracks.facts", {
          levels: t("tracks.levels", { count: track.levels }),
          modules: t("tracks.modules", { count: track.modules }),
          minutes: format.minutes(track.minutes),
        })}
      </Text>
      <Group gap={6} mt="sm" className={classes.code}>
        <IconRoute size={18} aria-hidden />
        {t("tracks.map")}
      </Group>
    </LinkCard>
  );
}

export function TrackStrip() {
  const { t } = useTranslation("modules");
  // A shortcut: while it loads or fails, the catalogue below still leads everywhere.
  const tracks = useQuery(tracksQuery()).data?.items ?? [];
  if (tracks.length === 0) return null;
  return (
    <section aria-labelledby="tracks-title">
      <Title order={2} id="tracks-title" mb="sm">
        {t("tracks.title")}
      </Title>
      <div className={classes.tracks}>
        {tracks.map((track) => (
          <TrackCard key={track.id} track={track} />
        ))}
      </div>
    </section>
  );
}
