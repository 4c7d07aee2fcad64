"""Sign-offs over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response
from service_kit.data.database import HotConnection
from service_kit.domain.bulk_moves import refuse_bulk
from service_kit.domain.collections import Wanted, answer, wanted_from
from service_kit.domain.exports import FILES
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import tag
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from governance_api.permissions import Permission
from governance_api.signoff.signoffs import queries
from governance_api.signoff.signoffs.schemas import SignoffOut, SignoffSummaryOut, signoff_out, summary_out

router = capability_router("/signoffs", "Sign-offs")
mine = capability_router("/me/signoffs", "Sign-offs")
Reviewer = Annotated[Actor, Needs(Permission.DECIDE_SIGNOFFS)]


@mine.get("", response_model=Page[SignoffSummaryOut], responses=FILES)
async def list_my_signoffs(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.MINE))], actor: Reviewer, connection: HotConnection, now: Now
) -> Any:
    """Where it is my turn now, and what I decided before, newest first."""

    def show(row: Any) -> SignoffSummaryOut:
        return summary_out(row, actor, now=now)

    return await answer(queries.MINE, connection, actor, wanted, now=now, out=SignoffSummaryOut, show=show)


@router.get("", response_model=Page[SignoffSummaryOut], responses=FILES)
async def list_signoffs(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))], actor: Reviewer, connection: HotConnection, now: Now
) -> Any:
    """The sign-offs that the caller may see, newest first."""

    def show(row: Any) -> SignoffSummaryOut:
        return summary_out(row, actor, now=now)

    return await answer(queries.LIST, connection, actor, wanted, now=now, out=SignoffSummaryOut, show=show)


@router.get("/{signoff_id}")
async def read_signoff(
    signoff_id: UUID, actor: Reviewer, connection: HotConnection, now: Now, response: Response
) -> SignoffOut:
    """One sign-off: its stages, whose turn it is, the hash of the content, and what was decided."""
    whole = await queries.whole(connection, actor, signoff_id)
    tag(response, whole.signoff.version)
    return signoff_out(whole, actor, now=now)


refuse_bulk(router, "")
