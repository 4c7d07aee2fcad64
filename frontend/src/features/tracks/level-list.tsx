/** The same map as a list, level by level: for phones, for screen readers, and for who would rather read. */
import { Card, Group, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { Link } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import { Ring } from "@/shared/ui/ring";
import { StateBadge } from "@/shared/ui/state-badge";
import type { MapNode, TrackMap } from "./api";
import { StateMark } from "./state-mark";
import classes from "./tracks.module.css";
import { useNeedsInWords } from "./use-needs-in-words";

const TONES = { done: "good", "in-progress": "active", open: "active", locked: "neutral" } as const;

function Row({ node, map, isNext }: { node: MapNode; map: TrackMap; isNext: boolean }) {
  const { t } = useTranslation("tracks");
  const format = useFormat();
  const needs = useNeedsInWords()(map, node.id);
  return (
    <li>
      <StateMark state={node.state} />
      <div>
        <Link to={`/learn/modules/${node.id}`} fw={600}>
          {node.code} <Localized text={node.title} />
        </Link>
        <Text size="sm" c="dimmed">
          {[format.minutes(node.minutes), needs].filter(Boolean).join(" · ")}
        </Text>
      </div>
      <StateBadge state={node.state} tone={TONES[node.state]} label={isNext ? t("next") : t(`state.${node.state}`)} />
    </li>
  );
}

export function LevelList({ map, nextId }: { map: TrackMap; nextId: string | undefined }) {
  const { t } = useTranslation("tracks");
  const external = map.nodes.filter((node) => node.external);
  const byCode = (nodes: MapNode[]) => nodes.sort((a, b) => a.code.localeCompare(b.code, undefined, { numeric: true }));
  return (
    <Stack>
      {external.length > 0 && (
        <Card component="section" aria-labelledby="level-other">
          <Title order={2} size="h3" id="level-other">
            {t("otherTracks")}
          </Title>
          <ul className={classes.rows}>
            {byCode(external).map((node) => (
              <Row key={node.id} node={node} map={map} isNext={false} />
            ))}
          </ul>
        </Card>
      )}
      {map.levels.map(({ level, modules, done }) => (
        <Card key={level} component="section" aria-labelledby={`level-${level}`}>
          <Group wrap="nowrap" mb="xs">
            <Ring
              share={modules === 0 ? 0 : done / modules}
              size={52}
              stroke={6}
              tone={done === modules ? "good" : "strong"}
              label={t("doneOf", { done, total: modules })}
            >
              <Text span size="sm" fw={600}>
                {done}/{modules}
              </Text>
            </Ring>
            <Title order={2} size="h3" id={`level-${level}`}>
              {t("level", { level })}
            </Title>
          </Group>
          <ul className={classes.rows}>
            {byCode(map.nodes.filter((node) => !node.external && node.level === level)).map((node) => (
              <Row key={node.id} node={node} map={map} isNext={node.id === nextId} />
            ))}
          </ul>
        </Card>
      ))}
    </Stack>
  );
}
