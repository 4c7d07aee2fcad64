/** The track as a map: modules by level, lines for what asks what. Arrow keys walk it, plus and minus zoom, dragging pans. */
import { ActionIcon } from "@mantine/core";
import { useElementSize, useMergedRef } from "@mantine/hooks";
import { IconMaximize, IconMinus, IconPlus } from "@tabler/icons-react";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { TrackMap } from "./api";
import { layOut, neighbour, NODE, type Direction, type MapLayout } from "./layout";
import { MapNodeLink, nodeElementId } from "./map-node";
import classes from "./tracks.module.css";
import { usePan } from "./use-pan";

const ARROWS: Record<string, Direction> = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };
const CLOSEST = 2;
const FARTHEST = 0.3;
const STEP = 1.25;
/** Smaller than this the titles are no longer comfortable: then the map opens larger than its frame. */
const READABLE = 0.8;

const within = (zoom: number) => Math.min(CLOSEST, Math.max(FARTHEST, zoom));

export function LevelMap({ map, nextId }: { map: TrackMap; nextId: string | undefined }) {
  const { t } = useTranslation("tracks");
  const layout = useMemo(() => layOut(map), [map]);
  const { ref: measured, width } = useElementSize();
  const frame = useRef<HTMLDivElement>(null);
  const refs = useMergedRef(measured, frame);
  const pan = usePan(frame);
  const [chosen, setChosen] = useState<number | null>(null);
  const [lit, setLit] = useState<string>();
  // Untouched, the whole width fits as long as it stays readable.
  const zoom = chosen ?? (width > 0 ? Math.min(1, Math.max(READABLE, width / layout.width)) : 1);

  // A map that is wider than its frame opens at the next step.
  useEffect(() => {
    const next = layout.placed.find((one) => one.node.id === nextId);
    const element = frame.current;
    if (!element || !next || width === 0) return;
    element.scrollTo({
      left: (next.x + NODE.width / 2) * zoom - element.clientWidth / 2,
      top: (next.y + NODE.height / 2) * zoom - element.clientHeight / 2,
      behavior: "instant",
    });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only when the map or its frame changes: zooming keeps the reader's place
  }, [layout, nextId, width > 0]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = ARROWS[event.key];
    if (direction && lit) {
      const to = neighbour(layout.placed, lit, direction);
      if (!to) return;
      event.preventDefault();
      document.getElementById(nodeElementId(to.node.id))?.focus();
    } else if (event.key === "+" || event.key === "=") setChosen(within(zoom * STEP));
    else if (event.key === "-") setChosen(within(zoom / STEP));
    else if (event.key === "0") setChosen(null);
  }

  return (
    <div className={classes.mapFrame}>
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- keys and dragging only add to links that work without them */}
      <div
        ref={refs}
        className={classes.scroll}
        data-panning={pan.panning || undefined}
        onKeyDown={onKeyDown}
        {...pan.handlers}
      >
        <svg
          role="group"
          aria-label={t("map.label", { title: map.code })}
          width={layout.width * zoom}
          height={layout.height * zoom}
          viewBox={`0 0 ${layout.width} ${layout.height}`}
        >
          <Bands layout={layout} />
          <Lines layout={layout} map={map} lit={lit} />
          {layout.placed.map((placed) => (
            <MapNodeLink
              key={placed.node.id}
              placed={placed}
              map={map}
              isNext={placed.node.id === nextId}
              onLit={setLit}
            />
          ))}
        </svg>
      </div>
      <div className={classes.zoom} role="group" aria-label={t("map.zoom")}>
        <ActionIcon
          size="lg"
          variant="default"
          radius="xl"
          aria-label={t("map.closer")}
          onClick={() => setChosen(within(zoom * STEP))}
        >
          <IconPlus size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon
          size="lg"
          variant="default"
          radius="xl"
          aria-label={t("map.farther")}
          onClick={() => setChosen(within(zoom / STEP))}
        >
          <IconMinus size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon
          size="lg"
          variant="default"
          radius="xl"
          aria-label={t("map.fit")}
          onClick={() => setChosen(within(width / layout.width))}
        >
          <IconMaximize size={18} aria-hidden />
        </ActionIcon>
      </div>
    </div>
  );
}

function Bands({ layout }: { layout: MapLayout }) {
  const { t } = useTranslation("tracks");
  return (
    <g aria-hidden>
      {layout.bands.map((band) => (
        <g key={band.level ?? "other"}>
          <rect
            className={classes.band}
            x={band.x - 14}
            y={10}
            width={band.width + 28}
            height={layout.height - 20}
            rx={20}
          />
          <text className={classes.bandName} x={band.x + 4} y={40}>
            {band.level === null ? t("otherTracks") : t("level", { level: band.level })}
          </text>
        </g>
      ))}
    </g>
  );
}

function Lines({ layout, map, lit }: { layout: MapLayout; map: TrackMap; lit: string | undefined }) {
  const { t } = useTranslation("tracks");
  const done = useMemo(() => new Set(map.nodes.filter((node) => node.state === "done").map((node) => node.id)), [map]);
  return (
    <g aria-hidden>
      {layout.lines.map((line) => (
        <path
          key={line.key}
          className={classes.line}
          d={line.path}
          data-kind={line.kind}
          data-done={done.has(line.from) || undefined}
          data-lit={(lit !== undefined && (line.to === lit || line.from === lit)) || undefined}
        />
      ))}
      {layout.knots.map((knot) => (
        <g key={knot.key}>
          <circle className={classes.knot} cx={knot.x} cy={knot.y} r={13} />
          <text className={classes.knotWord} x={knot.x} y={knot.y}>
            {t(`knot.${knot.kind}`)}
          </text>
        </g>
      ))}
    </g>
  );
}
