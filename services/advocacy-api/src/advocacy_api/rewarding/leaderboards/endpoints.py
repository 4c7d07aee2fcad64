"""Leaderboards over HTTP."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import BackgroundTasks, FastAPI, Query, Request, Response
from pydantic_core import to_json
from service_kit.data.database import HotConnection, WriteSession
from service_kit.domain.collections import Format
from service_kit.domain.exports import (
    FILES,
    FileFormat,
    Table,
    Taker,
    answer_bodies,
    fields_of,
    wanted_file,
)
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, tag
from service_kit.web.errors import Missing
from service_kit.web.hot import hot
from service_kit.web.openapi import MAY_BE_MISSING
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from advocacy_api.permissions import Permission
from advocacy_api.rewarding.leaderboards import actions, queries, rules
from advocacy_api.rewarding.leaderboards.queries import Standings
from advocacy_api.rewarding.leaderboards.rules import LONGEST_TOP, Board, Period, Scope, Showing, Standing
from advocacy_api.rewarding.leaderboards.schemas import (
    ChoosePreference,
    LeaderboardOut,
    PreferenceOut,
    StandingOut,
)
from advocacy_api.rewarding.points.rules import bounds_of, is_final

router = capability_router("", "Leaderboards")

Reader = Annotated[Actor, Needs(Permission.READ_LEADERBOARDS)]


def _standings_of(app: FastAPI) -> Standings:
    """The boards of this process."""
    standings: Standings | None = getattr(app.state, "standings", None)
    if standings is None:
        standings = Standings(app.state.database, app.state.settings.leaderboard_fresh_seconds)
        app.state.standings = standings
    return standings


@router.get("/leaderboards", response_model=LeaderboardOut, responses={**MAY_BE_MISSING, **FILES})
@hot
async def read_leaderboard(
    actor: Reader,
    now: Now,
    request: Request,
    period: Period = Period.MONTH,
    scope: Scope = Scope.ORGANISATION,
    of: Annotated[str | None, Query(description="Which month: `2026-10`; this one when left out.")] = None,
    month: Annotated[str | None, Query(description="The same by another name.")] = None,
    limit: Annotated[int, Query(ge=1, le=LONGEST_TOP)] = 50,
    file: Format = None,
) -> Response:
    """The first of a month, my rank and who stands beside me. Nobody stands there who did not choose to, by name or by
    pseudonym, and nobody at all while fewer than five did. My points are of this moment, the standings at most a few
    seconds older. As a file it is `top`."""
    me, first, standings = actor.person_id, rules.month_asked(of, month, now), _standings_of(request.app)
    mine = await standings.mine(first, me)
    if mine is None or actor.person is None:
        raise Missing
    group = {Scope.DIVISION: actor.person.division, Scope.DEPARTMENT: actor.person.department}.get(scope)
    board = Board(first, scope, None if scope is Scope.ORGANISATION else group or "")
    standing = await standings.of(board)
    top = standing.top_for(me, limit)
    if wanted := wanted_file(request, file):
        return await _as_file(request, actor, wanted, top, now)
    everyone = standing.steps.everyone
    place = standing.place_of(mine)
    begins, ends = bounds_of(first)
    out = {
        "period": period,
        "month": first,
        "scope": scope,
        "group": group,
        "people": everyone if rules.is_shown(everyone) else None,
        "top": top,
        "me": place,
        "around": await _around(standings, standing, board, actor, mine, place),
        "of": f"{first:%Y-%m}",
        "from": begins,
        "to": ends,
        "zone": "UTC",
        "final": is_final(first, now),
    }
    # Everything in it is ours and typed: it is written once, not validated on the way out.
    return Response(to_json(out), media_type="application/json")


async def _around(
    standings: Standings, standing: Standing, board: Board, actor: Actor, mine: Any, place: dict[str, Any]
) -> list[dict[str, Any]]:
    """Who stands beside me; nobody where I have no rank, as on a board that is too small."""
    if place["rank"] is None:
        return []
    near = standing.around(actor.person_id)
    if near is None:
        near = standing.around_with(mine, await standings.beside(board, actor.person_id, mine.points))
    return near


async def _as_file(
    request: Request, actor: Actor, wanted: FileFormat, top: list[dict[str, Any]], now: datetime
) -> Response:
    table = Table("leaderboard", wanted, fields_of(StandingOut), StandingOut.model_validate, now)
    return await answer_bodies(request, [StandingOut(**row) for row in top], table, taker=Taker(actor))


@router.get("/me/leaderboard-preference")
async def read_my_leaderboard_preference(actor: Reader, connection: HotConnection, response: Response) -> PreferenceOut:
    """How I appear on leaderboards; not at all until I choose."""
    preference = await queries.preference(connection, actor.person_id)
    out = PreferenceOut.model_validate(preference) if preference else PreferenceOut(showing=Showing.HIDDEN, version=0)
    tag(response, out.version)
    return out


@router.put("/me/leaderboard-preference")
async def choose_leaderboard_preference(
    body: ChoosePreference,
    match: IfMatch,
    actor: Reader,
    session: WriteSession,
    now: Now,
    request: Request,
    response: Response,
    afterwards: BackgroundTasks,
) -> PreferenceOut:
    """By name, by pseudonym, or not at all."""
    preference = await actions.choose(session, actor, match, body.showing, now=now)
    # After the commit, so that whoever counts next sees their choice.
    afterwards.add_task(_standings_of(request.app).forget)
    tag(response, preference.version)
    return PreferenceOut.model_validate(preference)
