"""Figures over HTTP: of everybody for those who read them all, of the people below for a manager."""

from typing import Annotated, Any

from fastapi import Request
from service_kit.domain.collections import Format
from service_kit.domain.exports import FILES
from service_kit.domain.insights import Asked, InsightOut, Period, Place, bounds, insight_answer
from service_kit.identity.auth import Actor, Needs
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from governance_api.insights.figures import queries
from governance_api.insights.figures.rules import hours_as_percentiles
from governance_api.insights.figures.schemas import AcknowledgementFiguresOut, SignoffTimesOut
from governance_api.permissions import Permission

router = capability_router("/insights", "Insights")
Analyst = Annotated[Actor, Needs(Permission.SEE_INSIGHTS)]


@router.get("/acknowledgements", response_model=InsightOut[AcknowledgementFiguresOut], responses=FILES)
async def read_acknowledgement_figures(
    actor: Analyst,
    now: Now,
    request: Request,
    by: queries.PlaceOrVersion = "department",
    period: Period = None,
    file: Format = None,
) -> Any:
    """How what was asked in a period is answered, by group or by version, and how soon."""
    asked = Asked("acknowledgements", by, period, actor, not actor.may(Permission.READ_INSIGHTS), file, by != "version")
    begin, end = bounds(period, now)
    values = {"begin": begin, "end": end, "now": now}
    return await insight_answer(
        request, asked, AcknowledgementFiguresOut, queries.ACKNOWLEDGEMENTS, values=values, now=now
    )


@router.get("/signoff-times", response_model=InsightOut[SignoffTimesOut], responses=FILES)
async def read_signoff_times(
    actor: Analyst,
    now: Now,
    request: Request,
    by: Place = "department",
    period: Period = None,
    file: Format = None,
) -> Any:
    """How many hours the stages of sign-offs took that ended in a period, nights and weekends included."""
    asked = Asked("signoff-times", by, period, actor, not actor.may(Permission.READ_INSIGHTS), file)
    begin, end = bounds(period, now)
    values = {"begin": begin, "end": end}
    return await insight_answer(
        request, asked, SignoffTimesOut, queries.SIGNOFF_TIMES, values=values, now=now, derive=hours_as_percentiles
    )
