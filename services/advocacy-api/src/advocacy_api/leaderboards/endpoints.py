"""Leaderboards over HTTP."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from service_kit.auth import Actor, Needs
from service_kit.clock import Now
from service_kit.concurrency import IfMatch, capability_router, tag
from service_kit.database import ReadSession, WriteSession
from service_kit.errors import Missing

from advocacy_api.leaderboards import actions, queries, rules
from advocacy_api.leaderboards.rules import Period, Scope, Showing
from advocacy_api.leaderboards.schemas import (
    ChoosePreference,
    LeaderboardOut,
    MyStandingOut,
    PreferenceOut,
    StandingOut,
)
from advocacy_api.leaderboards.standings import LONGEST_TOP, Board, Standing, Standings, standings_of
from advocacy_api.permissions import Permission
from advocacy_api.points.rules import month_of

router = capability_router("", "Leaderboards")

Reader = Annotated[Actor, Needs(Permission.READ_LEADERBOARDS)]


def _standings(request: Request) -> Standings:
    return standings_of(request.app)


def _me(mine: dict[str, Any], standing: Standing, *, is_shown: bool) -> MyStandingOut:
    showing = Showing(mine["showing"])
    participating = showing is not Showing.HIDDEN and not mine["apart"]
    ranked = participating and is_shown and mine["points"] > 0
    return MyStandingOut(
        rank=standing.steps.rank_of(mine["points"]) if ranked else None,
        points=mine["points"],
        participating=participating,
        showing=showing,
        name=rules.pseudonym(mine["alias"]) if mine["alias"] is not None and showing is Showing.PSEUDONYM else None,
        apart=mine["apart"],
    )


@router.get("/leaderboards", response_model=LeaderboardOut)
async def read_leaderboard(
    actor: Reader,
    standings: Annotated[Standings, Depends(_standings)],
    now: Now,
    period: Period = Period.MONTH,
    scope: Scope = Scope.ORGANISATION,
    limit: Annotated[int, Query(ge=1, le=LONGEST_TOP)] = 50,
) -> Response:
    """The first of this month and my rank. People stand under a pseudonym unless they chose their name."""
    me, month = actor.person_id, month_of(now)
    mine = await standings.mine(month, me)
    if mine is None or actor.person is None:
        raise Missing
    group = {Scope.DIVISION: actor.person.division, Scope.DEPARTMENT: actor.person.department}.get(scope)
    board = Board(month, **({scope.value: group or ""} if scope is not Scope.ORGANISATION else {}))
    standing = await standings.of(board)
    is_shown = rules.is_shown(scope, standing.steps.everyone)
    top = [
        StandingOut.model_construct(rank=row["rank"], name=row["name"], points=row["points"], me=row["person_id"] == me)
        for row in standing.top[: limit if is_shown else 0]
    ]
    out = LeaderboardOut.model_construct(
        period=period,
        month=month,
        scope=scope,
        group=group,
        people=standing.steps.everyone if is_shown else None,
        top=top,
        me=_me(mine, standing, is_shown=is_shown),
    )
    # Everything in it is ours and typed: it is written once, not validated again on the way out.
    return Response(out.model_dump_json(), media_type="application/json")


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
    body: ChoosePreference, match: IfMatch, actor: Reader, session: WriteSession, now: Now, response: Response
) -> PreferenceOut:
    """By name, by pseudonym, or not at all."""
    preference = await actions.choose(session, actor.person_id, match, body.showing, now=now)
    tag(response, preference.version)
    return PreferenceOut.model_validate(preference)
