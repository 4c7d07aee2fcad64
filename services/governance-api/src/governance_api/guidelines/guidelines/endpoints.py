"""Guidelines and their versions over HTTP."""

from typing import Annotated, Literal

from fastapi import Query, Request, Response
from service_kit.data.database import ReadSession, WriteSession
from service_kit.identity.auth import Actor, Needs
from service_kit.web.addresses import locate
from service_kit.web.concurrency import IfMatch, IfSeen, answer_unchanged, capability_router, tag
from service_kit.web.pages import Page, PageQuery
from service_kit.work.clock import Now

from governance_api.guidelines.guidelines import actions, queries
from governance_api.guidelines.guidelines.changes import compare
from governance_api.guidelines.guidelines.presentation import (
    diff_out,
    guideline_out,
    in_force_out,
    version_out,
    version_with_clauses,
)
from governance_api.guidelines.guidelines.rules import concerns
from governance_api.guidelines.guidelines.schemas import (
    ChangeGuideline,
    CreateGuideline,
    CreateVersion,
    DiffOut,
    GuidelineOut,
    InForceOut,
    PublishVersion,
    SubmitVersion,
    VersionOut,
    VersionWithClausesOut,
)
from governance_api.permissions import Permission
from governance_api.settings import SettingsHere
from governance_api.signoff.signoffs import queries as signoffs
from governance_api.signoff.signoffs.presentation import signoff_out
from governance_api.signoff.signoffs.schemas import SignoffOut
from governance_api.signoff.signoffs.workdays import WorkdaysHere

router = capability_router("/guidelines", "Guidelines")
Reader = Annotated[Actor, Needs(Permission.READ_GUIDELINES)]
Editor = Annotated[Actor, Needs(Permission.EDIT_GUIDELINES)]
Submitter = Annotated[Actor, Needs(Permission.SUBMIT_GUIDELINES)]
Publisher = Annotated[Actor, Needs(Permission.PUBLISH_GUIDELINES)]


@router.post("", status_code=201)
async def create_guideline(
    actor: Editor, session: WriteSession, body: CreateGuideline, request: Request, response: Response, now: Now
) -> GuidelineOut:
    """A guideline by its code; its versions come after."""
    guideline = await actions.create(session, actor, body, now=now)
    locate(request, response, guideline.id)
    tag(response, guideline.version)
    return guideline_out(guideline)


@router.get("")
async def list_guidelines(
    actor: Reader,
    session: ReadSession,
    page: PageQuery,
    q: Annotated[str | None, Query(max_length=200)] = None,
    state: Literal["draft", "in-force"] | None = None,
) -> Page[GuidelineOut]:
    """The guidelines that the caller may see, by code."""
    guidelines, cursor = await queries.listed(session, actor, page, q, state)
    return Page(items=[guideline_out(guideline) for guideline in guidelines], next_cursor=cursor)


@router.get("/{guideline}")
async def read_guideline(actor: Reader, session: ReadSession, guideline: str, response: Response) -> GuidelineOut:
    """One guideline, by its id or code."""
    found = await queries.guideline(session, actor, guideline)
    tag(response, found.version)
    return guideline_out(found)


@router.patch("/{guideline}")
async def change_guideline(
    actor: Editor, session: WriteSession, guideline: str, body: ChangeGuideline, match: IfMatch, response: Response
) -> GuidelineOut:
    """A new title."""
    found = await actions.change(session, actor, guideline, body, match)
    tag(response, found.version)
    return guideline_out(found)


@router.get("/{guideline}/in-force")
async def read_guideline_in_force(
    actor: Reader,
    session: ReadSession,
    guideline: str,
    request: Request,
    response: Response,
    concerning_me: Annotated[bool, Query(description="Only the clauses that concern the caller.")] = False,
) -> InForceOut:
    """What is in force, each clause marked whether it concerns the caller."""
    found, version = await queries.in_force(session, actor, guideline)
    roles = queries.roles_of(actor)
    source = f"{found.id} {found.version} {version.content_hash} {version.version} {sorted(roles)} {concerning_me}"
    answer_unchanged(request, response, source)
    clauses = await queries.clauses(session, version.id)
    if concerning_me:
        clauses = [clause for clause in clauses if concerns(clause.roles, roles)]
    return in_force_out(found, version, clauses, roles)


@router.get("/{guideline}/diff")
async def compare_guideline_versions(
    actor: Reader,
    session: ReadSession,
    guideline: str,
    to_number: Annotated[int, Query(alias="to", ge=1)],
    from_number: Annotated[int, Query(alias="from", ge=0, description="0 compares with nothing.")] = 0,
) -> DiffOut:
    """What is added, removed and changed between two versions, clause by clause and word by word."""
    _, after = await queries.version(session, actor, guideline, to_number)
    new = await queries.clauses(session, after.id)
    if from_number == 0:
        return diff_out(0, to_number, compare([], new))
    _, before = await queries.version(session, actor, guideline, from_number)
    return diff_out(from_number, to_number, compare(await queries.clauses(session, before.id), new))


@router.post("/{guideline}/versions", status_code=201)
async def create_guideline_version(
    actor: Editor,
    session: WriteSession,
    guideline: str,
    request: Request,
    response: Response,
    now: Now,
    body: CreateVersion | None = None,
) -> VersionWithClausesOut:
    """The next draft; based on another version it starts with that one's clauses."""
    based_on = body.based_on if body else None
    version, clauses = await actions.create_version(session, actor, guideline, based_on, now=now)
    locate(request, response, version.number)
    tag(response, version.version)
    return version_with_clauses(version, clauses)


@router.get("/{guideline}/versions")
async def list_guideline_versions(
    actor: Reader, session: ReadSession, guideline: str, page: PageQuery
) -> Page[VersionOut]:
    """The versions that the caller may see, newest first."""
    found = await queries.guideline(session, actor, guideline)
    versions, cursor = await queries.versions(session, actor, found.id, page)
    return Page(items=[version_out(version) for version in versions], next_cursor=cursor)


@router.get("/{guideline}/versions/{number}")
async def read_guideline_version(
    actor: Reader, session: ReadSession, guideline: str, number: int, response: Response
) -> VersionWithClausesOut:
    """One version with its clauses in order."""
    _, version = await queries.version(session, actor, guideline, number)
    tag(response, version.version)
    return version_with_clauses(version, await queries.clauses(session, version.id), queries.roles_of(actor))


@router.post("/{guideline}/versions/{number}/submit")
async def submit_guideline_version(
    actor: Submitter,
    session: WriteSession,
    guideline: str,
    number: int,
    match: IfSeen,
    body: SubmitVersion,
    workdays: WorkdaysHere,
    response: Response,
    now: Now,
) -> SignoffOut:
    """Start the sign-off of a complete draft; the answer is the sign-off."""
    signoff = await actions.submit(session, actor, guideline, number, body.template_id, workdays, match, now=now)
    await session.flush()
    tag(response, signoff.version)
    return signoff_out(await signoffs.whole(session, actor, signoff.id), actor, now=now)


@router.post("/{guideline}/versions/{number}/publish")
async def publish_guideline_version(
    actor: Publisher,
    session: WriteSession,
    guideline: str,
    number: int,
    match: IfSeen,
    settings: SettingsHere,
    response: Response,
    now: Now,
    body: PublishVersion | None = None,
) -> VersionOut:
    """Put a signed version in force and ask everyone whom a changed clause concerns."""
    given = body.acknowledge_within_days if body else None
    within_days = settings.acknowledge_within_days if given is None else given
    version = await actions.publish(session, actor, guideline, number, within_days, match, now=now)
    tag(response, version.version)
    return version_out(version)
