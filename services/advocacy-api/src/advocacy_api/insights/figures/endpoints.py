"""Figures over HTTP: of everybody for those who read them all, of the people below for a manager."""

from typing import Annotated, Any

from fastapi import Request
from service_kit.domain.collections import Format
from service_kit.domain.exports import FILES
from service_kit.domain.insights import Asked, InsightOut, Period, PlaceOrMonth, bounds, insight_answer
from service_kit.identity.auth import Actor, Needs
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from advocacy_api.insights.figures import queries
from advocacy_api.insights.figures.schemas import ActivationOut, SharesOut
from advocacy_api.permissions import Permission

router = capability_router("/insights", "Insights")
Analyst = Annotated[Actor, Needs(Permission.SEE_INSIGHTS)]


@router.get("/activation", response_model=InsightOut[ActivationOut], responses=FILES)
async def read_activation(
    actor: Analyst,
    now: Now,
    request: Request,
    by: PlaceOrMonth = "department",
    period: Period = None,
    file: Format = None,
) -> Any:
    """Ambassadors of each group by how far they are; by month those who began in it."""
    asked = Asked("activation", by, period, actor, not actor.may(Permission.READ_INSIGHTS), file, by != "month")
    begin, end = bounds(period, now)
    values = {"begin": begin, "end": end}
    return await insight_answer(request, asked, ActivationOut, queries.ACTIVATION, values=values, now=now)


@router.get("/shares", response_model=InsightOut[SharesOut], responses=FILES)
async def read_share_figures(
    actor: Analyst,
    now: Now,
    request: Request,
    by: PlaceOrMonth = "department",
    period: Period = None,
    file: Format = None,
) -> Any:
    """Who shared in a period, how often, and how often their links were followed."""
    asked = Asked("shares", by, period, actor, not actor.may(Permission.READ_INSIGHTS), file, by != "month")
    begin, end = bounds(period, now)
    values = {"begin": begin, "end": end}
    return await insight_answer(request, asked, SharesOut, queries.SHARES, values=values, now=now)
