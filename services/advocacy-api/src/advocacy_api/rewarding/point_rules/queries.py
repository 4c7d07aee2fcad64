"""Every SELECT on point rules."""

from datetime import datetime
from typing import Any

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Connected, Statement, run
from service_kit.domain.collections import By, Collection, one
from service_kit.domain.filters import equals
from service_kit.domain.folding import localized_words, together
from service_kit.identity.auth import Actor, Reader
from service_kit.web.errors import Missing
from sqlalchemy import ColumnElement, bindparam, select, true

from advocacy_api.permissions import Permission
from advocacy_api.rewarding.point_rules.rules import Act, State
from advocacy_api.rewarding.point_rules.tables import PointRuleRow

rules = PointRuleRow.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
IN_FORCE: ColumnElement[bool] = rules.c.state == State.ACTIVE.value
"""The rules that count now: one for each act at most."""


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """What is in force, for everybody; drafts and what is over, for who manages points."""
    if actor.may(Permission.MANAGE_POINTS):
        return true()
    return IN_FORCE


LIST = Collection(
    "point-rules",
    select(*rules.c),
    key=rules.c.code,
    sorts={"code": (By(rules.c.code),), "act": (By(rules.c.reason),), "amount": (By(rules.c.amount),)},
    default="act",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={"act": equals(rules.c.reason, Act), "state": equals(rules.c.state, State)},
    searched=together(rules.c.code, localized_words(rules.c.title)),
)


_ONE = select(*rules.c).order_by(rules.c.active.desc(), rules.c.code).limit(1).with_for_update()
_OF_CODE = Statement(_ONE.where(rules.c.code == bindparam("code")))
_OF_ACT = Statement(_ONE.where(rules.c.reason == bindparam("act"), rules.c.state != State.DRAFT.value))


async def visible(on: Connected, actor: Actor, code: str, *, now: datetime) -> Any:
    """One rule; hidden and missing look the same."""
    return await one(LIST, on, actor, code, now=now)


async def locked(session: AsyncSession, code: str) -> PointRuleRow:
    """To be edited: two community managers may change it at once."""
    return _edited(session, await run(session, _OF_CODE.first(code=code)))


async def locked_of_act(session: AsyncSession, act: str) -> PointRuleRow:
    """To be edited: the rule of an act that is in force, else the one that was."""
    return _edited(session, await run(session, _OF_ACT.first(act=act)))


def _edited(session: AsyncSession, found: Any | None) -> PointRuleRow:
    if found is None:
        raise Missing
    return session.edit(PointRuleRow, found)
