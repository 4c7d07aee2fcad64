"""Every SELECT on certification schemes; `visible_to` is here."""

from typing import Any
from uuid import UUID

from service_kit.data.statements import Bound, Statement
from service_kit.domain.audience import means
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals
from service_kit.domain.folding import localized_words, together
from service_kit.domain.readers import ReaderStatement
from service_kit.domain.search import Findable
from service_kit.events.feed_state import Things
from service_kit.identity.auth import Actor, Reader
from service_kit.identity.matching import PEOPLE
from sqlalchemy import ColumnElement, and_, bindparam, exists, func, select, true

from training_api.catalogue.modules.queries import modules
from training_api.catalogue.tracks.queries import tracks
from training_api.catalogue.tracks.rules import State as ModuleState
from training_api.catalogue.tracks.schemas import SoughtCode
from training_api.certification.schemes.rules import State
from training_api.certification.schemes.tables import Scheme
from training_api.permissions import Permission

schemes = Scheme.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__

# What followers keep of a scheme, from its publication on.
REPLICATED = Things(
    kind="scheme",
    source="certification_schemes s",
    key="s.code",
    text_key=True,
    where="s.published_at IS NOT NULL",
    facts="jsonb_build_array(s.guideline_code)",
)
REPLICATED_COLUMNS = "s.id, s.title, s.guideline_code, s.published_at"


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Trainers see all, others what is or was published."""
    return true() if actor.may(Permission.WRITE_SCHEMES) else schemes.c.state != State.DRAFT


LIST = Collection(
    "certification-schemes",
    select(*schemes.c),
    key=schemes.c.id,
    sorts={"code": (By(schemes.c.code),), "created_at": (By(schemes.c.id),)},
    default="code",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={"state": equals(schemes.c.state, State), "code": equals(schemes.c.code, SoughtCode)},
)


FOUND = Findable(
    "scheme",
    select(
        schemes.c.id,
        schemes.c.code,
        schemes.c.title,
        func.jsonb_build_array(schemes.c.guideline_code).label("texts"),
    ),
    order=(schemes.c.code, schemes.c.id),
    title=together(schemes.c.code, localized_words(schemes.c.title)),
    visible_to=lambda asking: visible_to(asking.actor),
)
"""There are a few dozen of them: no index is needed."""


_SEEN = ReaderStatement(
    lambda asking: select(*schemes.c).where(schemes.c.id == bindparam("scheme"), visible_to(asking.actor))
)
_LOCKED = ReaderStatement(
    lambda asking: (
        select(*schemes.c).where(schemes.c.id == bindparam("scheme"), visible_to(asking.actor)).with_for_update()
    )
)
_ITS_MODULES = modules.c.id.in_(select(func.unnest(schemes.c.modules)).where(schemes.c.id == bindparam("scheme")))
_MODULES = Statement(select(modules.c.id, modules.c.code, modules.c.title).where(_ITS_MODULES))
_PUBLISHED = and_(modules.c.state == ModuleState.PUBLISHED, tracks.c.state == ModuleState.PUBLISHED)
_OFFERED = Statement(
    select(modules.c.id, modules.c.code, modules.c.completion_rule, _PUBLISHED.label("is_offered"))
    .join_from(modules, tracks, tracks.c.id == modules.c.track_id)
    .where(_ITS_MODULES)
    .order_by(modules.c.id)
    .with_for_update(read=True)
)
# A module that some person is not meant to take; then somebody who is here and for whom there is none such.
_NOT_FOR_THEM = (
    exists()
    .where(_ITS_MODULES, tracks.c.id == modules.c.track_id, ~means(tracks.c.audience, PEOPLE.c))
    .correlate(PEOPLE)
)
_CREDITS = func.sum(modules.c.credits)
_EARNABLE = Statement(
    select(
        func.coalesce(_CREDITS, 0).label("credits"),
        func.coalesce(_CREDITS.filter(modules.c.offline), 0).label("offline_credits"),
        exists().where(PEOPLE.c.active, ~_NOT_FOR_THEM).correlate(None).label("is_for_anybody"),
    ).where(modules.c.state != ModuleState.DRAFT)
)


def seen(actor: Actor, scheme_id: UUID) -> Bound[Any | None]:
    """A scheme that the caller may see."""
    return _SEEN.first(actor, scheme=scheme_id)


def to_edit(actor: Actor, scheme_id: UUID) -> Bound[Any | None]:
    """The same, locked for a change or a move: two trainers may press at once."""
    return _LOCKED.first(actor, scheme=scheme_id)


def modules_of(scheme_id: UUID) -> Bound[list[Any]]:
    """What the modules of a scheme are called."""
    return _MODULES.rows(scheme=scheme_id)


def offered(scheme_id: UUID) -> Bound[list[Any]]:
    """Which modules of a scheme can be taken. They are held as they are: none is archived until the commit."""
    return _OFFERED.rows(scheme=scheme_id)


def earnable(scheme_id: UUID) -> Bound[Any | None]:
    """All credits that modules give or gave, and whether somebody who is here may take all modules of a scheme."""
    return _EARNABLE.first(scheme=scheme_id)
