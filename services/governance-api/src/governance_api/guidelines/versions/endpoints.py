"""Versions of guidelines over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from service_kit.data.database import HotConnection, WriteSession
from service_kit.data.statements import pipeline
from service_kit.domain.audience import LISTS
from service_kit.domain.collections import Wanted, answer, wanted_from
from service_kit.domain.exports import FILES
from service_kit.identity.auth import Actor, Needs
from service_kit.web.addresses import locate
from service_kit.web.concurrency import IfSeen, answer_unchanged, tag
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from governance_api.guidelines.clauses import queries as clauses
from governance_api.guidelines.clauses.rules import compare, concerns, content_hash
from governance_api.guidelines.clauses.schemas import DiffOut, clauses_from, diff_out
from governance_api.guidelines.guidelines import queries as guidelines
from governance_api.guidelines.versions import actions, queries
from governance_api.guidelines.versions.schemas import (
    CreateVersion,
    InForceOut,
    PublishVersion,
    SubmitVersion,
    VersionOut,
    VersionWithClausesOut,
    in_force_out,
    last_round_out,
    version_out,
    version_with_clauses,
)
from governance_api.permissions import Permission
from governance_api.settings import SettingsHere
from governance_api.signoff.signoffs import queries as signoffs
from governance_api.signoff.signoffs.schemas import SignoffOut, signoff_out

router = capability_router("/guidelines/{guideline}", "Guidelines")
Reader = Annotated[Actor, Needs(Permission.READ_GUIDELINES)]
Editor = Annotated[Actor, Needs(Permission.EDIT_GUIDELINES)]
Submitter = Annotated[Actor, Needs(Permission.SUBMIT_GUIDELINES)]
Publisher = Annotated[Actor, Needs(Permission.PUBLISH_GUIDELINES)]


def identity_of(actor: Actor) -> list[str]:
    """What the directory says of the reader, as far as clauses name it."""
    return [str(getattr(actor.person, name, None)) for name in LISTS.values()]


@router.get("/in-force")
async def read_guideline_in_force(
    guideline: str,
    actor: Reader,
    connection: HotConnection,
    request: Request,
    response: Response,
    concerning_me: Annotated[bool, Query(description="Only the clauses that concern the caller.")] = False,
) -> InForceOut:
    """What is in force, each clause marked whether it concerns the caller."""
    version = await queries.in_force(connection, actor, guideline)
    row = f"{version.guideline_id} {version.guideline_version} {version.content_hash} {version.version}"
    answer_unchanged(request, response, f"{row} {identity_of(actor)} {concerning_me}")
    written = await clauses.clauses_of(connection, version.id)
    if concerning_me:
        written = [clause for clause in written if concerns(clause.applies_to, actor.person)]
    return in_force_out(version, written, actor)


@router.get("/diff")
async def compare_guideline_versions(
    guideline: str,
    to_number: Annotated[int, Query(alias="to", ge=1)],
    actor: Reader,
    connection: HotConnection,
    from_number: Annotated[int, Query(alias="from", ge=0, description="0 compares with nothing.")] = 0,
) -> DiffOut:
    """What is added, removed and changed between two versions, clause by clause and word by word."""
    shown = [queries.shown(actor, guideline, number) for number in (to_number, from_number) if number]
    found = [queries.present(one) for one in await pipeline(connection, *shown)]
    new, *old = await pipeline(connection, *(clauses.written(one.id) for one in found))
    return diff_out(from_number, to_number, compare(old[0] if old else [], new))


@router.post("/versions", status_code=201)
async def create_guideline_version(
    guideline: str,
    actor: Editor,
    session: WriteSession,
    now: Now,
    request: Request,
    response: Response,
    body: CreateVersion | None = None,
) -> VersionWithClausesOut:
    """The next draft; based on another version it starts with that one's clauses."""
    based_on = body.based_on if body else None
    version, written = await actions.create(session, actor, guideline, based_on, now=now)
    locate(request, response, version.number)
    tag(response, version.version)
    return version_with_clauses(version, written, actor)


@router.get("/versions", response_model=Page[VersionOut], responses=FILES)
async def list_guideline_versions(
    guideline: str,
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))],
    actor: Reader,
    connection: HotConnection,
    now: Now,
) -> Any:
    """The versions that the caller may see, newest first."""
    found = await guidelines.visible(connection, actor, guideline)
    whose = {"guideline": found.id}

    def show(row: Any) -> VersionOut:
        return version_out(row, actor)

    return await answer(queries.LIST, connection, actor, wanted, now=now, out=VersionOut, show=show, values=whose)


@router.get("/versions/{number}")
async def read_guideline_version(
    guideline: str, number: int, actor: Reader, connection: HotConnection, response: Response
) -> VersionWithClausesOut:
    """One version with its clauses in order."""
    version = await queries.visible(connection, actor, guideline, number)
    tag(response, version.version)
    written, last = await pipeline(connection, clauses.written(version.id), signoffs.shown(actor, version.signoff_id))
    shown = version_with_clauses(version, written, actor)
    if last is not None:
        shown.last_round = last_round_out(last, content_hash(written))
    return shown


@router.get("/versions/{number}/rounds/{signoff_id}/diff")
async def compare_with_signoff_round(
    guideline: str, number: int, signoff_id: UUID, actor: Reader, connection: HotConnection
) -> DiffOut:
    """What changed in a version since it was sent to this sign-off; both numbers are the version's own."""
    version = await queries.visible(connection, actor, guideline, number)
    written, kept = await pipeline(
        connection, clauses.written(version.id), signoffs.submitted(actor, signoff_id, actions.SUBJECT_TYPE, version.id)
    )
    return diff_out(number, number, compare(clauses_from(signoffs.or_missing(kept)), written))


@router.post("/versions/{number}/submit")
async def submit_guideline_version(
    guideline: str,
    number: int,
    body: SubmitVersion,
    match: IfSeen,
    actor: Submitter,
    settings: SettingsHere,
    session: WriteSession,
    now: Now,
    response: Response,
) -> SignoffOut:
    """Start the sign-off of a complete draft; the answer is the sign-off."""
    signoff = await actions.submit(session, actor, guideline, number, match, body, settings, now=now)
    tag(response, signoff.version)
    return signoff_out(await signoffs.whole(session, actor, signoff.id), actor, now=now)


@router.post("/versions/{number}/publish")
async def publish_guideline_version(
    guideline: str,
    number: int,
    match: IfSeen,
    actor: Publisher,
    settings: SettingsHere,
    session: WriteSession,
    now: Now,
    response: Response,
    body: PublishVersion | None = None,
) -> VersionOut:
    """Put a signed version in force and ask everyone whom a changed clause concerns."""
    asked = body or PublishVersion(acknowledge_within_days=None)
    version = await actions.publish(session, actor, guideline, number, match, asked, settings, now=now)
    tag(response, version.version)
    return version_out(version, actor)
