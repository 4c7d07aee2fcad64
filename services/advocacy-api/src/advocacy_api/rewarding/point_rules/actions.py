"""What can happen to point rules. Each change counts from now on; the ledger is never recomputed."""

from datetime import datetime

from service_kit.data.database import AsyncSession
from service_kit.domain.lifecycle import carry_out
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Malformed

from advocacy_api.rewarding.point_rules import queries
from advocacy_api.rewarding.point_rules.rules import LIFE, Move, State
from advocacy_api.rewarding.point_rules.schemas import ChangePointRule, CreatePointRule, EditPointRule
from advocacy_api.rewarding.point_rules.tables import PointRuleRow

NEVER_EMPTY = ("title", "amount", "diminishing")


async def create(session: AsyncSession, actor: Actor, body: CreatePointRule) -> PointRuleRow:
    """A draft; the primary key refuses a code that was ever used."""
    rule = PointRuleRow(reason=body.act.value, **body.model_dump(exclude={"act"}))
    session.add(rule)
    await session.flush()
    worth = {"amount": body.amount, "daily_cap": body.daily_cap, "diminishing": body.diminishing}
    audit.record(session, actor, "point-rule.created", rule.code, worth)
    return rule


async def edit(
    session: AsyncSession, actor: Actor, code: str, match: Match, body: EditPointRule, *, now: datetime
) -> PointRuleRow:
    rule = await queries.locked(session, code)
    match.check(rule.version)
    values = body.model_dump(exclude_unset=True)
    for name in NEVER_EMPTY:
        if name in values and values[name] is None:
            raise Malformed(case="empty", pointer=f"/{name}")
    moved = LIFE.move(rule.state, Move.EDIT, actor)
    for name, value in values.items():
        setattr(rule, name, value)
    carry_out(session, rule, moved, actor, now=now, details=_worth(rule))
    return rule


async def move(
    session: AsyncSession, actor: Actor, code: str, match: Match, asked: Move, _reason: str | None, *, now: datetime
) -> PointRuleRow:
    rule = await queries.locked(session, code)
    match.check(rule.version)
    carry_out(session, rule, LIFE.move(rule.state, asked, actor), actor, now=now, details=_worth(rule))
    return rule


async def change(
    session: AsyncSession, actor: Actor, act: str, match: Match, body: ChangePointRule, *, now: datetime
) -> PointRuleRow:
    """What an act is worth from now on, in one step: of the rule that is in force, or that was."""
    rule = await queries.locked_of_act(session, act)
    match.check(rule.version)
    rule.amount, rule.daily_cap, rule.diminishing = body.amount, body.daily_cap, body.diminishing
    if body.active is not (rule.state == State.ACTIVE):
        moved = LIFE.move(rule.state, Move.ACTIVATE if body.active else Move.RETIRE, actor)
        carry_out(session, rule, moved, actor, now=now)
    else:
        rule.version += 1
    audit.record(session, actor, "points.rule-changed", act, {**_worth(rule), "active": body.active})
    return rule


def _worth(rule: PointRuleRow) -> dict[str, object]:
    return {"amount": rule.amount, "daily_cap": rule.daily_cap, "diminishing": rule.diminishing}
