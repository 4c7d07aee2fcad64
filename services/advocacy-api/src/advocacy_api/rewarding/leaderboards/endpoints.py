"""Leaderboards over HTTP."""

from typing import Annotated

from fastapi import BackgroundTasks, Query, Request, Response
from pydantic_core import to_json
from service_kit.data.database import ReadSession, WriteSession
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, capability_router, tag
from service_kit.web.errors import Missing
from service_kit.work.clock import Now

from advocacy_api.permissions import Permission
from advocacy_api.refusals import MISSING
from advocacy_api.rewarding.leaderboards import actions, queries, rules
from advocacy_api.rewarding.leaderboards.rules import Period, Scope, Showing
from advocacy_api.rewarding.leaderboards.schemas import (
    ChoosePreference,
    LeaderboardOut,
    PreferenceOut,
)
from advocacy_api.rewarding.leaderboards.standings import LONGEST_TOP, Board, standings_of
from advocacy_api.rewarding.points.rules import month_of

router = capability_router("", "Leaderboards")

Reader = Annotated[Actor, Needs(Permission.READ_LEADERBOARDS)]


@router.get("/leaderboards", response_model=LeaderboardOut, responses=MISSING)
async def read_leaderboard(
    actor: Reader,
    request: Request,
    now: Now,
    period: Period = Period.MONTH,
    scope: Scope = Scope.ORGANISATION,
    limit: Annotated[int, Query(ge=1, le=LONGEST_TOP)] = 50,
) -> Response:
    """The first of this month and my rank. People stand under a pseudonym unless they chose their name. My points are
    of this moment, the standings at most a few seconds older."""
    me, month, standings = actor.person_id, month_of(now), standings_of(request.app)
    mine = await standings.mine(month, me)
    if mine is None or actor.person is None:
        raise Missing
    group = {Scope.DIVISION: actor.person.division, Scope.DEPARTMENT: actor.person.department}.get(scope)
    board = Board(month, **({scope.value: group or ""} if scope is not Scope.ORGANISATION else {}))
    standing = await standings.of(board)
    everyone = standing.steps.everyone
    out = {
        "period": period,
        "month": month,
        "scope": scope,
        "group": group,
        "people": everyone if rules.is_shown(everyone) else None,
        "top": standing.top_for(me, limit, scope),
        "me": standing.place_of(mine, scope),
    }
    # Everything in it is ours and typed: it is written once, not validated on the way out.
    return Response(to_json(out), media_type="application/json")


@router.get("/me/leaderboard-preference")
async def read_my_leaderboard_preference(session: ReadSession, actor: Reader, response: Response) -> PreferenceOut:
    """How I appear on leaderboards."""
    preference = await queries.preference(session, actor.person_id)
    out = (
        PreferenceOut.model_validate(preference) if preference else PreferenceOut(showing=Showing.PSEUDONYM, version=0)
    )
    tag(response, out.version)
    return out


@router.put("/me/leaderboard-preference")
async def choose_leaderboard_preference(
    body: ChoosePreference,
    match: IfMatch,
    actor: Reader,
    session: WriteSession,
    now: Now,
    response: Response,
    request: Request,
    afterwards: BackgroundTasks,
) -> PreferenceOut:
    """By name, by pseudonym, or not at all."""
    preference = await actions.choose(session, actor, match, body.showing, now=now)
    # After the commit, so that whoever counts next sees their choice.
    afterwards.add_task(standings_of(request.app).forget)
    tag(response, preference.version)
    return PreferenceOut.model_validate(preference)
