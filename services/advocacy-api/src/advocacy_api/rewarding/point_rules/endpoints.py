"""Point rules over HTTP."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Path, Response
from service_kit.data.database import AsyncSession, HotConnection, WriteSession
from service_kit.domain.collections import Wanted, answer, wanted_from
from service_kit.domain.exports import FILES
from service_kit.domain.lifecycle_endpoints import declare_moves
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, tag
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now
from sqlalchemy import Row

from advocacy_api.permissions import Permission
from advocacy_api.rewarding.point_rules import actions, queries
from advocacy_api.rewarding.point_rules.rules import LIFE, Move
from advocacy_api.rewarding.point_rules.schemas import (
    ChangePointRule,
    CreatePointRule,
    EditPointRule,
    PointRuleOut,
    rule_out,
)
from advocacy_api.rewarding.point_rules.tables import PointRuleRow

router = capability_router("/points/rules", "Points")

PointsHolder = Annotated[Actor, Needs(Permission.READ_OWN_POINTS)]
Organiser = Annotated[Actor, Needs(Permission.MANAGE_POINTS)]
RuleCode = Annotated[str, Path(max_length=60)]


async def _moved(_session: AsyncSession, actor: Actor, rule: PointRuleRow, _now: datetime) -> PointRuleOut:
    return rule_out(rule, actor)


@router.get("", response_model=Page[PointRuleOut], responses=FILES)
async def list_point_rules(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))],
    actor: PointsHolder,
    connection: HotConnection,
    now: Now,
) -> Any:
    """What everything is worth; open to everyone who earns. Who manages points sees drafts too."""

    def show(row: Row[Any]) -> PointRuleOut:
        return rule_out(row, actor)

    return await answer(queries.LIST, connection, actor, wanted, now=now, out=PointRuleOut, show=show)


@router.post("", status_code=201)
async def create_point_rule(
    body: CreatePointRule, actor: Organiser, session: WriteSession, response: Response
) -> PointRuleOut:
    """A draft; it counts once it is activated."""
    rule = await actions.create(session, actor, body)
    tag(response, rule.version)
    return rule_out(rule, actor)


@router.get("/{code}")
async def read_point_rule(
    code: RuleCode, actor: PointsHolder, connection: HotConnection, now: Now, response: Response
) -> PointRuleOut:
    """One rule."""
    row = await queries.visible(connection, actor, code, now=now)
    tag(response, row.version)
    return rule_out(row, actor)


@router.patch("/{code}")
async def edit_point_rule(
    code: RuleCode,
    body: EditPointRule,
    match: IfMatch,
    actor: Organiser,
    session: WriteSession,
    now: Now,
    response: Response,
) -> PointRuleOut:
    """Only what the body names, and only of a draft: 409 MoveNotAllowed."""
    rule = await actions.edit(session, actor, code, match, body, now=now)
    tag(response, rule.version)
    return rule_out(rule, actor)


@router.put("/{reason}")
async def change_point_rule(
    reason: RuleCode,
    body: ChangePointRule,
    match: IfMatch,
    actor: Organiser,
    session: WriteSession,
    now: Now,
    response: Response,
) -> PointRuleOut:
    """Change what an act is worth from now on."""
    rule = await actions.change(session, actor, reason, match, body, now=now)
    tag(response, rule.version)
    return rule_out(rule, actor)


declare_moves(
    router,
    "/{code}",
    LIFE,
    act=actions.move,
    show=_moved,
    out=PointRuleOut,
    key=RuleCode,
    texts={
        Move.ACTIVATE: "It counts from now on; 409 RulesOverlap while another rule of the act is in force.",
        Move.RETIRE: "The act earns nothing from now on; what was earned stays.",
    },
)
