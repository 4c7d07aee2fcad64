"""Every SELECT on tracks; `visible_to` is here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.statements import Bound, Connected, Statement, run
from service_kit.domain.audience import means
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals
from service_kit.domain.folding import localized_words, together
from service_kit.domain.readers import ReaderStatement
from service_kit.domain.search import Findable
from service_kit.identity.auth import Actor, Reader
from service_kit.web.errors import present
from sqlalchemy import (
    ColumnElement,
    Text,
    Uuid,
    and_,
    bindparam,
    column,
    func,
    literal,
    or_,
    select,
    table,
    true,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from training_api.catalogue.tracks.rules import Component, Phase, State
from training_api.catalogue.tracks.schemas import SoughtCode
from training_api.catalogue.tracks.tables import Track
from training_api.permissions import Permission

tracks = Track.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Trainers see all, others what is published for them; systems see what is published."""
    if actor.may(Permission.WRITE_CATALOGUE):
        return true()
    published: ColumnElement[bool] = tracks.c.state == State.PUBLISHED
    return published if actor.person is None else and_(published, means(tracks.c.audience, actor.person))


LISTED = select(
    *tracks.c,
    tracks.c.offered_modules.label("modules"),
    tracks.c.offered_minutes.label("minutes"),
    tracks.c.offered_levels.label("levels"),
)
LIST = Collection(
    "tracks",
    LISTED,
    key=tracks.c.id,
    sorts={"code": (By(tracks.c.code),), "created_at": (By(tracks.c.id),)},
    default="code",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={
        "phase": equals(tracks.c.phase, Phase),
        "component": equals(tracks.c.component, Component),
        "state": equals(tracks.c.state, State),
        "code": equals(tracks.c.code, SoughtCode),
    },
    searched=together(tracks.c.code, localized_words(tracks.c.title)),
)


FOUND = Findable(
    "track",
    select(tracks.c.id, tracks.c.code, tracks.c.title, func.jsonb_build_array(tracks.c.description).label("texts")),
    order=(tracks.c.code, tracks.c.id),
    title=together(tracks.c.code, localized_words(tracks.c.title)),
    visible_to=lambda asking: visible_to(asking.actor),
)


_SEEN = ReaderStatement(
    lambda asking: select(*tracks.c).where(tracks.c.id == bindparam("track"), visible_to(asking.actor))
)
_LOCKED = ReaderStatement(
    lambda asking: (
        select(*tracks.c)
        .where(tracks.c.id == bindparam("track"), visible_to(asking.actor))
        .with_for_update(key_share=True)
    )
)
# Rooms above this one keep them.
_modules = table("modules", column("id", Uuid), column("code", Text), column("track_id", Uuid), column("state", Text))
_edges = table("prerequisite_edges", column("module_id"), column("required_module_id"))
_schemes = table("certification_schemes", column("code", Text), column("state", Text), column("modules", ARRAY(Uuid)))
_requirements = table("requirements", column("track_id"), column("module_id"), column("state", Text))
_MODULE, _TRACK = bindparam("module", type_=Uuid), bindparam("track", type_=Uuid)
_LEAVING = (
    select(_modules.c.id)
    .where(_modules.c.state != State.ARCHIVED, or_(_modules.c.id == _MODULE, _modules.c.track_id == _TRACK))
    .cte("leaving")
)
_leaving = select(_LEAVING.c.id)
_USES = union(
    select(literal("modules").label("kind"), _modules.c.code)
    .join(_edges, _edges.c.module_id == _modules.c.id)
    .where(_edges.c.required_module_id.in_(_leaving), _modules.c.id.not_in(_leaving))
    .where(_modules.c.state != State.ARCHIVED),
    select(literal("schemes"), _schemes.c.code).where(
        _schemes.c.state == "published",
        _schemes.c.modules.overlap(func.array(_leaving.scalar_subquery(), type_=ARRAY(Uuid))),
    ),
    select(literal("requirements"), func.coalesce(tracks.c.code, _modules.c.code))
    .select_from(_requirements)
    .outerjoin(tracks, tracks.c.id == _requirements.c.track_id)
    .outerjoin(_modules, _modules.c.id == _requirements.c.module_id)
    .where(_requirements.c.state == "active")
    .where(or_(_requirements.c.track_id == _TRACK, _requirements.c.module_id.in_(_leaving))),
).subquery("uses")
_RELYING = Statement(
    select(_USES.c.kind, func.array_agg(aggregate_order_by(_USES.c.code, _USES.c.code)).label("codes")).group_by(
        _USES.c.kind
    )
)


async def sees(on: Connected, actor: Actor, track_id: UUID, _now: datetime) -> None:
    """For its files; hidden and missing look the same."""
    present(await run(on, seen(actor, track_id)))


def seen(actor: Actor, track_id: UUID) -> Bound[Any | None]:
    """A track that the caller may see."""
    return _SEEN.first(actor, track=track_id)


def to_edit(actor: Actor, track_id: UUID) -> Bound[Any | None]:
    """The same, locked: two trainers may press at once. Modules may come to refer to it meanwhile."""
    return _LOCKED.first(actor, track=track_id)


def relying_on(*, module_id: UUID | None = None, track_id: UUID | None = None) -> Bound[list[Any]]:
    """What cannot do without this module, or this track: each kind with its codes."""
    return _RELYING.rows(module=module_id, track=track_id)
