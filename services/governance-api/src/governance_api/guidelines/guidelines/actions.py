"""What can happen to a guideline and its versions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service_kit.data.database import AsyncSession, new_id
from service_kit.events.feed import publish as publish_event
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Malformed
from service_kit.work.hooks import Hook

from governance_api.events import GuidelinePublished
from governance_api.guidelines.guidelines import queries, rules
from governance_api.guidelines.guidelines.changes import Reach, compare, reach
from governance_api.guidelines.guidelines.refusals import (
    ClausesMissing,
    NotDraft,
    NotSignedOff,
    RestrictionUnexplained,
    VersionClosed,
    VersionOutdated,
)
from governance_api.guidelines.guidelines.rules import Move, VersionState
from governance_api.guidelines.guidelines.schemas import ChangeGuideline, CreateGuideline
from governance_api.guidelines.guidelines.tables import Guideline, GuidelineClause, GuidelineVersion
from governance_api.people import queries as people
from governance_api.signoff.signoffs import starting
from governance_api.signoff.signoffs.subjects import Submission
from governance_api.signoff.signoffs.tables import Signoff
from governance_api.signoff.signoffs.workdays import Workdays
from governance_api.signoff.templates import queries as templates

SUBJECT_TYPE = "guideline-version"


@dataclass(frozen=True)
class Publication:
    """A version that came into force, to be acknowledged within so many days."""

    guideline_id: UUID
    version_id: UUID
    number: int
    content_hash: str
    within_days: int


version_published: Hook[[AsyncSession, Publication, Sequence[Reach], datetime]] = Hook("a version came into force")


async def create(session: AsyncSession, actor: Actor, body: CreateGuideline, *, now: datetime) -> Guideline:
    """A guideline without versions."""
    guideline = Guideline(code=body.code, title=body.title, created_by=actor.id, created_at=now)
    session.add(guideline)
    audit.record(session, actor, "guideline.created", guideline.id, {"code": guideline.code})
    await session.flush()
    return guideline


async def change(session: AsyncSession, actor: Actor, key: str, body: ChangeGuideline, match: Match) -> Guideline:
    """A new title."""
    guideline = await queries.guideline(session, actor, key, lock=True)
    match.check(guideline.version)
    guideline.title, guideline.version = body.title, guideline.version + 1
    audit.record(session, actor, "guideline.renamed", guideline.id)
    return guideline


async def create_version(
    session: AsyncSession, actor: Actor, key: str, based_on: int | None, *, now: datetime
) -> tuple[GuidelineVersion, list[GuidelineClause]]:
    """The next version; its clauses are copies that keep their stable ids."""
    guideline = await queries.guideline(session, actor, key, lock=True)  # two at once: each gets its own number
    source = await queries.version_by_number(session, guideline.id, based_on) if based_on is not None else None
    if based_on is not None and source is None:
        raise Malformed(f"Version {based_on} of this guideline does not exist.", pointer="/based_on")
    guideline.latest += 1
    version = GuidelineVersion(
        guideline_id=guideline.id,
        number=guideline.latest,
        state=VersionState.DRAFT,
        based_on=based_on,
        author_ids=authors_of(actor.person_id, source),
        created_by=actor.id,
        created_at=now,
    )
    session.add(version)
    await session.flush()
    audit.record(session, actor, "guideline.version-created", guideline.id, {"number": version.number})
    copies = [copy(clause, version.id) for clause in (await queries.clauses(session, source.id) if source else [])]
    session.add_all(copies)
    return version, copies


def authors_of(person_id: UUID, source: GuidelineVersion | None) -> list[UUID]:
    """Whoever makes a version, and who wrote what it copies unless that was signed and published."""
    unsigned = source is not None and source.state not in (VersionState.PUBLISHED, VersionState.SUPERSEDED)
    return list(dict.fromkeys([person_id, *(source.author_ids if source is not None and unsigned else [])]))


def copy(clause: GuidelineClause, version_id: UUID) -> GuidelineClause:
    """The same clause in another version: its stable id stays, its row is new."""
    kept = clause.model_dump(exclude={"id", "version_id", "version"})
    return GuidelineClause(**kept, id=new_id(), version_id=version_id)


async def submit(
    session: AsyncSession,
    actor: Actor,
    key: str,
    number: int,
    template_id: UUID,
    workdays: Workdays,
    match: Match,
    *,
    now: datetime,
) -> Signoff:
    """Start the sign-off of a complete draft, bound to its content as it is now."""
    guideline, version = await queries.version(session, actor, key, number, lock=True)
    match.check(version.version)
    state = rules.next_state(version.state, Move.SUBMIT)
    if state is None:
        raise NotDraft(f"Version {number} is {version.state}; only a draft can be submitted.", state=version.state)
    refuse_if_outdated(guideline, number)
    clauses = await queries.clauses(session, version.id)
    owners = {clause.owner_id for clause in clauses if clause.owner_id}
    refuse_unless_complete(clauses, await people.active_among(session, owners))
    template = await templates.active(session, template_id)
    if template is None:
        raise Malformed("There is no such template in use; choose another.", pointer="/template_id")
    version.state, version.content_hash, version.version = state, rules.content_hash(clauses), version.version + 1
    subject = {
        "guideline_id": str(guideline.id),
        "code": guideline.code,
        "title": guideline.title,
        "number": number,
        "compared_to": guideline.in_force or 0,
    }
    submission = Submission(SUBJECT_TYPE, version.id, subject, version.content_hash, tuple(version.author_ids))
    signoff = await starting.start(session, actor, template, submission, workdays, now=now)
    version.signoff_id = signoff.id
    audit.record(session, actor, "guideline.submitted", guideline.id, {"number": number, "signoff": str(signoff.id)})
    return signoff


def refuse_unless_complete(clauses: Sequence[GuidelineClause], here: Collection[UUID]) -> None:
    """A version needs at least one do, dont, duty and freedom, and a reason for every restriction."""
    if missing := rules.missing_types(clauses):
        raise ClausesMissing(f"Add at least one clause of each of these types: {', '.join(missing)}.", missing=missing)
    if unexplained := rules.unexplained(clauses, here):
        raise RestrictionUnexplained(
            "Every dont and duty needs a reason, an owner who has not left, and a review date.",
            clauses=[str(key) for key in unexplained],
        )


async def lock(session: AsyncSession, version_id: UUID) -> None:
    """The subject is locked before its sign-off, by everyone, so that two never wait for each other."""
    await queries.version_by_id(session, version_id, lock=True)


async def settled(session: AsyncSession, version_id: UUID, *, approved: bool) -> None:
    """The sign-off ended: the version is signed off, or a draft again."""
    version = await queries.version_by_id(session, version_id)
    state = rules.next_state(version.state, Move.SIGN if approved else Move.RETURN)
    if state is not None:
        version.state, version.version = state, version.version + 1


async def publish(
    session: AsyncSession, actor: Actor, key: str, number: int, within_days: int, match: Match, *, now: datetime
) -> GuidelineVersion:
    """Put a signed version in force and ask everyone whom a change concerns, in this transaction."""
    guideline = await queries.guideline(session, actor, key, lock=True)  # two publications wait for each other
    _, version = await queries.version(session, actor, key, number, lock=True)
    match.check(version.version)
    refuse_unless_publishable(guideline, version)
    clauses = await queries.clauses(session, version.id)
    before = await _supersede(session, guideline)
    state = rules.next_state(version.state, Move.PUBLISH)
    if state is None or version.content_hash != rules.content_hash(clauses):
        raise NotSignedOff("What was signed is not what is here. Submit it again.", state=version.state)
    version.state, version.published_at, version.acknowledge_within_days = state, now, within_days
    version.version += 1
    guideline.in_force, guideline.in_force_id, guideline.version = number, version.id, guideline.version + 1
    publish_event(
        session,
        GuidelinePublished(
            guideline_id=guideline.id,
            code=guideline.code,
            number=number,
            content_hash=version.content_hash,
            published_at=now,
        ),
        guideline.id,
    )
    audit.record(session, actor, "guideline.published", guideline.id, {"number": number})
    await session.flush()
    published = Publication(guideline.id, version.id, number, version.content_hash, within_days)
    await version_published(session, published, reach(compare(before, clauses)), now)
    return version


def refuse_unless_publishable(guideline: Guideline, version: GuidelineVersion) -> None:
    """Only a signed version newer than the one in force may be published."""
    if version.state in (VersionState.PUBLISHED, VersionState.SUPERSEDED):
        raise VersionClosed(f"Version {version.number} was published before.", state=version.state)
    if version.state != VersionState.SIGNED_OFF:
        raise NotSignedOff(
            f"Version {version.number} is {version.state}. Submit it, and publish it when every stage has signed.",
            state=version.state,
        )
    refuse_if_outdated(guideline, version.number)


def refuse_if_outdated(guideline: Guideline, number: int) -> None:
    """A version older than the one in force is neither signed nor published any more."""
    if guideline.in_force is not None and guideline.in_force > number:
        raise VersionOutdated(
            f"Version {guideline.in_force} is in force; base a new version on it.", in_force=guideline.in_force
        )


async def _supersede(session: AsyncSession, guideline: Guideline) -> Sequence[GuidelineClause]:
    """Take the version in force out of force; answers its clauses."""
    if guideline.in_force_id is None:
        return []
    previous = await queries.version_by_id(session, guideline.in_force_id, lock=True)
    previous.state = rules.next_state(previous.state, Move.SUPERSEDE) or previous.state
    previous.version += 1
    await session.flush()
    return await queries.clauses(session, previous.id)
