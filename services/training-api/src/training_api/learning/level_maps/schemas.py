"""The level map of a track: every module as a node in its state for one person, every prerequisite as an edge."""

from collections.abc import Iterator, Set
from typing import Any, Literal
from uuid import UUID

from pydantic import Field
from service_kit.data.localized import Localized
from service_kit.web.schemas import BodyOut

from training_api.catalogue.prerequisites import rules
from training_api.learning.eligibility.rules import Outlook
from training_api.learning.level_maps.queries import TrackSeen


class MapNode(BodyOut):
    id: UUID
    code: str
    title: Localized
    track_id: UUID
    level: int
    minutes: int
    credits: int
    state: Literal["done", "in-progress", "open", "locked"]
    external: bool
    """It belongs to another track and stands here because something here requires it."""


class MapEdge(BodyOut):
    """`from` is required by `to`. Edges of one `to` with the same `group` are alternatives when `kind` is `any`."""

    source: UUID = Field(serialization_alias="from", validation_alias="from")
    to: UUID
    kind: Literal["all", "any", "level"]
    group: str


class MapLevel(BodyOut):
    level: int
    modules: int
    done: int


class TrackMapOut(BodyOut):
    track_id: UUID
    code: str
    title: Localized
    levels: list[MapLevel]
    nodes: list[MapNode]
    edges: list[MapEdge]


def drawn(seen: TrackSeen) -> TrackMapOut:
    """The map of what a person sees."""
    track, outlook, drafts = seen.track, seen.outlook, seen.drafts
    own = [
        module_id
        for module_id, row in outlook.rows.items()
        if row.track_id == track.id and (drafts or outlook.is_available(module_id))
    ]
    edges = [edge for module_id in own for edge in _edges(outlook.need_of(module_id), module_id, drafts, outlook)]
    external = dict.fromkeys(edge.source for edge in edges if edge.source not in own)
    nodes = [
        _node(outlook, module_id, seen.in_progress, external=module_id in external) for module_id in (*own, *external)
    ]
    return TrackMapOut(
        track_id=track.id, code=track.code, title=track.title, levels=_levels(nodes), nodes=nodes, edges=edges
    )


def _node(outlook: Outlook, module_id: UUID, in_progress: Set[UUID], *, external: bool) -> MapNode:
    row = outlook.rows[module_id]
    state = _state(outlook, module_id, in_progress)
    return MapNode.model_validate({**row._asdict(), "state": state, "external": external})


def _state(outlook: Outlook, module_id: UUID, in_progress: Set[UUID]) -> str:
    if module_id in outlook.done:
        return "done"
    if module_id in in_progress:
        return "in-progress"
    return "open" if outlook.may_take(module_id) else "locked"


def _levels(nodes: list[MapNode]) -> list[MapLevel]:
    own = [node for node in nodes if not node.external]
    return [
        MapLevel(
            level=level,
            modules=sum(node.level == level for node in own),
            done=sum(node.level == level and node.state == "done" for node in own),
        )
        for level in sorted({node.level for node in own})
    ]


def _edges(need: rules.Need, to: UUID, drafts: bool, outlook: Outlook) -> Iterator[MapEdge]:
    seen: set[tuple[Any, ...]] = set()
    for kind, group, module_id in _atoms(need, "all", "1"):
        known = module_id in outlook.rows and (drafts or outlook.is_available(module_id))
        if known and (kind, group, module_id) not in seen:
            seen.add((kind, group, module_id))
            yield MapEdge.model_validate({"from": module_id, "to": to, "kind": kind, "group": group})


def _atoms(need: rules.Need, kind: str, group: str) -> Iterator[tuple[str, str, UUID]]:
    """Group names tell alternatives apart: `1.2` is the second part of the whole."""
    match need:
        case rules.Module(id=module_id):
            yield kind, group, module_id
        case rules.Level(modules=modules):
            for module_id in modules:
                yield "level" if kind == "all" else kind, group, module_id
        case rules.AllOf(parts=parts):
            for part in parts:
                yield from _atoms(part, kind, group)
        case rules.AnyOf(parts=parts):
            for place, part in enumerate(parts, 1):
                inner = f"{group}.{place}" if isinstance(part, rules.AnyOf) else group
                yield from _atoms(part, "any", inner)
