/** One module on the map: a link whose name says its level, its state and what it asks. */
import { VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/use-format";
import { Link } from "@/shared/ui/link";
import { Localized } from "@/shared/ui/localized";
import type { TrackMap } from "./api";
import { NODE, type Placed } from "./layout";
import { StateMark } from "./state-mark";
import classes from "./tracks.module.css";
import { useNeedsInWords } from "./use-needs-in-words";

export function nodeElementId(moduleId: string): string {
  return `map-${moduleId}`;
}

interface MapNodeLinkProps {
  placed: Placed;
  map: TrackMap;
  isNext: boolean;
  onLit: (moduleId: string | undefined) => void;
}

export function MapNodeLink({ placed: { node, x, y }, map, isNext, onLit }: MapNodeLinkProps) {
  const { t } = useTranslation("tracks");
  const format = useFormat();
  const needs = useNeedsInWords()(map, node.id);
  const further = [t("level", { level: node.level }), t(`state.${node.state}`), needs];
  return (
    <foreignObject x={x} y={y} width={NODE.width} height={NODE.height}>
      <Link
        id={nodeElementId(node.id)}
        to={`/learn/modules/${node.id}`}
        className={classes.node}
        underline="never"
        data-state={node.state}
        data-next={isNext || undefined}
        draggable={false}
        onFocus={() => onLit(node.id)}
        onBlur={() => onLit(undefined)}
        onMouseEnter={() => onLit(node.id)}
        onMouseLeave={() => onLit(undefined)}
      >
        <StateMark state={node.state} />
        <span>
          <span className={classes.nodeCode}>
            {node.code} · {isNext ? t("next") : format.minutes(node.minutes)}
          </span>
          <span className={classes.nodeTitle}>
            <Localized text={node.title} />
          </span>
          <VisuallyHidden>, {further.filter(Boolean).join(", ")}</VisuallyHidden>
        </span>
      </Link>
    </foreignObject>
  );
}
