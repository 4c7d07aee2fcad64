"""Every statement on prerequisites."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.statements import Bound, Statement, as_json, inserting
from sqlalchemy import ScalarSelect, Uuid, and_, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from training_api.catalogue.modules.queries import NAMES, modules
from training_api.catalogue.prerequisites.tables import Edge, Prerequisites
from training_api.catalogue.tracks.queries import tracks
from training_api.catalogue.tracks.rules import State

prerequisites = Prerequisites.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
edges = Edge.__table__  # type: ignore[attr-defined]  # as above

_MODULE = bindparam("module", type_=Uuid)
_ASKS = Statement(select(prerequisites.c.module_id).where(prerequisites.c.module_id == _MODULE))
_SET = Statement(select(*prerequisites.c).where(prerequisites.c.module_id == _MODULE))
_CATALOGUE = Statement(
    select(
        *(modules.c[name] for name in ("id", "code", "title", "track_id", "level", "minutes", "credits", "state")),
        tracks.c.code.label("track_code"),
        tracks.c.title.label("track_title"),
        tracks.c.state.label("track_state"),
        tracks.c.audience,
        prerequisites.c.expression,
    )
    .join_from(modules, tracks, tracks.c.id == modules.c.track_id)
    .outerjoin(prerequisites, prerequisites.c.module_id == modules.c.id)
    .where(modules.c.state != State.ARCHIVED)
    .order_by(modules.c.level, modules.c.code)
)
_level_mate = modules.alias("level_mate")
_IS_OF_THE_LEVEL = and_(
    _level_mate.c.track_id == modules.c.track_id,
    _level_mate.c.level == edges.c.required_level,
    _level_mate.c.id != modules.c.id,
    _level_mate.c.state != State.ARCHIVED,
)
_published_mate = modules.alias("published_mate")


def levels_asked(of: Any) -> ScalarSelect[Any]:
    """The published modules of each level that a module speaks of, as JSON by level; None when it speaks of none."""
    by_level = (
        select(edges.c.required_level.label("level"), func.jsonb_agg(_published_mate.c.id).label("mates"))
        .join_from(
            edges,
            _published_mate,
            and_(
                _published_mate.c.level == edges.c.required_level,
                _published_mate.c.track_id == of.c.track_id,
                _published_mate.c.id != of.c.id,
                _published_mate.c.state == State.PUBLISHED,
            ),
        )
        .where(edges.c.module_id == of.c.id)
        .group_by(edges.c.required_level)
        .correlate(of)
        .subquery("by_level")
    )
    return select(func.jsonb_object_agg(by_level.c.level, by_level.c.mates)).scalar_subquery()


_REQUIRED = func.coalesce(edges.c.required_module_id, _level_mate.c.id)
_GRAPH = Statement(
    select(edges.c.module_id, func.array_agg(_REQUIRED, type_=ARRAY(Uuid)).label("required"))
    .join_from(edges, modules, modules.c.id == edges.c.module_id)
    .outerjoin(_level_mate, _IS_OF_THE_LEVEL)
    .where(modules.c.state != State.ARCHIVED, _REQUIRED.is_not(None))
    .group_by(edges.c.module_id)
)
_CODES = Statement(select(modules.c.id, modules.c.code))
_NAMED_FOR = Statement(
    NAMES.where(modules.c.id.in_(select(edges.c.required_module_id).where(edges.c.module_id == _MODULE)))
)
_KEPT = insert(prerequisites).values(
    module_id=_MODULE, expression=bindparam("asked", type_=JSONB), version=1, updated_at=bindparam("now")
)
_KEEP = Statement(
    _KEPT.on_conflict_do_update(
        index_elements=["module_id"],
        set_={
            "expression": _KEPT.excluded.expression,
            "version": prerequisites.c.version + 1,
            "updated_at": _KEPT.excluded.updated_at,
        },
    )
)
_FORGET_EDGES = Statement(delete(edges).where(edges.c.module_id == _MODULE))
_KEEP_EDGES = inserting(edges)


def asks_anything(module_id: UUID) -> Bound[Any | None]:
    """Whether something comes before a module: None when nothing does."""
    return _ASKS.value(module=module_id)


def set_for(module_id: UUID) -> Bound[Any | None]:
    """The expression of a module with its version; None when nothing was ever set."""
    return _SET.first(module=module_id)


def catalogue() -> Bound[list[Any]]:
    """Every module not archived with its track and prerequisites, by level and code: what a graph is made of."""
    return _CATALOGUE.rows()


def graph() -> Bound[list[Any]]:
    """Which modules each module speaks of, level gates spelled out, drafts included: they may be published later."""
    return _GRAPH.rows()


def codes() -> Bound[list[Any]]:
    """Every module's id and code."""
    return _CODES.rows()


def named_for(module_id: UUID) -> Bound[list[Any]]:
    """What is called by name among what comes before a module, as `modules.named`."""
    return _NAMED_FOR.rows(module=module_id)


def keep(
    module_id: UUID, expression: Mapping[str, Any], edges: Sequence[Mapping[str, Any]], now: datetime
) -> tuple[Bound[Any], ...]:
    """Set what comes before a module, as it was written and as edges."""
    return (
        _KEEP.count(module=module_id, asked=expression, now=now),
        _FORGET_EDGES.count(module=module_id),
        _KEEP_EDGES.count(rows=as_json(edges)),
    )
