"""Figures over HTTP: of everybody for those who read them all, of the people below for a manager."""

from typing import Annotated, Any

from fastapi import Request
from service_kit.domain.collections import Format
from service_kit.domain.exports import FILES
from service_kit.domain.insights import Asked, InsightOut, Period, Place, PlaceOrMonth, bounds, insight_answer
from service_kit.identity.auth import Actor, Needs
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from training_api.insights.figures import queries
from training_api.insights.figures.schemas import CertificateFiguresOut, ComplianceOut, DirectoryFiguresOut
from training_api.permissions import Permission
from training_api.requirements.lines.rules import Place as DirectoryPlace

router = capability_router("/insights", "Insights")
Analyst = Annotated[Actor, Needs(Permission.SEE_INSIGHTS)]
Counter = Annotated[Actor, Needs(Permission.COUNT_PEOPLE)]


@router.get("/compliance", response_model=InsightOut[ComplianceOut], responses=FILES)
async def read_compliance(
    actor: Analyst,
    now: Now,
    request: Request,
    by: Place = "department",
    period: Period = None,
    file: Format = None,
) -> Any:
    """How requirements stand in each group: of all lines, or of those due in a period."""
    asked = Asked("compliance", by, period, actor, not actor.may(Permission.READ_INSIGHTS), file)
    begin, end = bounds(period, now) if period else queries.EVER
    values = {"begin": begin, "end": end, "now": now}
    return await insight_answer(request, asked, ComplianceOut, queries.COMPLIANCE, values=values, now=now)


@router.get("/directory", response_model=InsightOut[DirectoryFiguresOut], responses=FILES)
async def read_directory_figures(
    actor: Counter,
    now: Now,
    request: Request,
    by: DirectoryPlace = "department",
    file: Format = None,
) -> Any:
    """How many people each group has: who is here, whom HR has yet to confirm, and who holds a valid certificate."""
    asked = Asked("directory", by, None, actor, own=False, file=file)
    return await insight_answer(request, asked, DirectoryFiguresOut, queries.DIRECTORY, values={"now": now}, now=now)


@router.get("/certificates", response_model=InsightOut[CertificateFiguresOut], responses=FILES)
async def read_expiring_certificates(
    actor: Analyst,
    now: Now,
    request: Request,
    by: PlaceOrMonth = "department",
    period: Period = None,
    file: Format = None,
) -> Any:
    """Valid certificates, and those that end in a period: by default within twelve months."""
    asked = Asked("certificates", by, period, actor, not actor.may(Permission.READ_INSIGHTS), file, by != "month")
    begin, end = bounds(period, now, ahead=True)
    values = {"begin": begin, "end": end, "now": now}
    return await insight_answer(request, asked, CertificateFiguresOut, queries.CERTIFICATES, values=values, now=now)
