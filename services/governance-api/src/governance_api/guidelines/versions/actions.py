"""What can happen to a version: it is made, edited, submitted, signed or returned, published, superseded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import LONG_REQUEST_SECONDS, AsyncSession, allowing, new_id
from service_kit.data.statements import pipeline, run
from service_kit.domain.lifecycle import carry_out
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Malformed
from service_kit.work.hooks import Hook

from governance_api.events import GuidelinePublished
from governance_api.guidelines.clauses import queries as clauses
from governance_api.guidelines.clauses.rules import Reach, compare, content_hash, reach
from governance_api.guidelines.clauses.schemas import kept_of
from governance_api.guidelines.clauses.tables import GuidelineClause
from governance_api.guidelines.guidelines import queries as guidelines
from governance_api.guidelines.guidelines.tables import Guideline
from governance_api.guidelines.versions import queries, rules
from governance_api.guidelines.versions.rules import LIFE, Facts, Move, State
from governance_api.guidelines.versions.schemas import PublishVersion, SubmitVersion
from governance_api.guidelines.versions.tables import GuidelineVersion
from governance_api.settings import Settings
from governance_api.signoff.signoffs import actions as signoffs
from governance_api.signoff.signoffs.actions import Submission
from governance_api.signoff.signoffs.tables import Signoff
from governance_api.signoff.templates import queries as templates

SUBJECT_TYPE = guidelines.VERSIONS


@dataclass(frozen=True)
class Publication:
    """A version that came into force, to be acknowledged within so many days."""

    guideline_id: UUID
    version_id: UUID
    number: int
    content_hash: str
    within_days: int


before_publication: Hook[[AsyncSession]] = Hook("a version is about to be published")
"""Before anything is locked: whoever asks people about it waits for their turn here."""
version_published: Hook[[AsyncSession, Publication, Sequence[Reach], datetime]] = Hook("a version came into force")


async def create(
    session: AsyncSession, actor: Actor, key: str, based_on: int | None, *, now: datetime
) -> tuple[GuidelineVersion, list[GuidelineClause]]:
    """The next version; its clauses are copies that keep their stable ids."""
    locked = await run(session, guidelines.lock(actor, key))  # two at once: each gets its own number
    guideline = guidelines.edited(session, locked)
    source = await queries.by_number(session, guideline.id, based_on) if based_on is not None else None
    if based_on is not None and source is None:
        raise Malformed(case="unknown-version", pointer="/based_on", number=based_on)
    guideline.latest += 1
    version = GuidelineVersion(
        guideline_id=guideline.id,
        number=guideline.latest,
        based_on=based_on,
        author_ids=authors_of(actor.person_id, source),
        created_by=actor.id,
        created_at=now,
    )
    session.add(version)
    audit.record(session, actor, "guideline.version-created", guideline.id, {"number": version.number})
    copied = await clauses.clauses_of(session, source.id) if source else []
    copies = [copy(clause, version.id) for clause in copied]
    session.put(clauses.ADD, [one.model_dump() for one in copies])
    return version, copies


def authors_of(person_id: UUID, source: Any | None) -> list[UUID]:
    """Whoever makes a version, and who wrote what it copies unless that was signed and published."""
    unsigned = source is not None and source.state not in rules.PUBLIC_STATES
    return list(dict.fromkeys([person_id, *(source.author_ids if source is not None and unsigned else [])]))


def copy(clause: Any, version_id: UUID) -> GuidelineClause:
    """The same clause in another version: its stable id stays, its row is new."""
    return GuidelineClause(**{**clause._asdict(), "id": new_id(), "version_id": version_id, "version": 1})


async def edit(session: AsyncSession, actor: Actor, key: str, number: int, *, now: datetime) -> GuidelineVersion:
    """The version, locked and a draft, for an edit of its clauses: a sign-off that covers it is void from now on."""
    locked = queries.present(await run(session, queries.lock_visible(actor, key, number)))
    version = session.edit(GuidelineVersion, locked)
    moved = LIFE.move(version.state, Move.EDIT, actor)
    if moved.before is State.DRAFT:  # the edit of the clause is in the record
        version.version += 1
    else:
        await signoffs.void(session, actor, SUBJECT_TYPE, version.id, now=now)
        carry_out(session, version, moved, actor, now=now, details=_details(version))
    version.content_hash = None
    if actor.person_id not in version.author_ids:
        version.author_ids = [*version.author_ids, actor.person_id]
    return version


def _details(version: GuidelineVersion) -> dict[str, str | int]:
    return {"guideline": str(version.guideline_id), "number": version.number}


async def submit(
    session: AsyncSession,
    actor: Actor,
    key: str,
    number: int,
    match: Match,
    body: SubmitVersion,
    settings: Settings,
    *,
    now: datetime,
) -> Signoff:
    """Start the sign-off of a complete draft, bound to its content as it is now."""
    locked = queries.present(await run(session, queries.lock_visible(actor, key, number)))
    version = session.edit(GuidelineVersion, locked)
    match.check(version.version)
    written, here, template = await pipeline(
        session, clauses.written(version.id), clauses.owners_here(version.id), templates.active(body.template_id)
    )
    facts = Facts(number, locked.in_force, written, here=here)
    moved = LIFE.move(version.state, Move.SUBMIT, actor, facts=facts)
    if template is None:
        raise Malformed(case="unknown-template", pointer="/template_id")
    version.content_hash = content_hash(written)
    subject = {
        "guideline_id": str(version.guideline_id),
        "code": locked.guideline_code,
        "title": locked.guideline_title,
        "number": number,
        "compared_to": locked.in_force or 0,
    }
    submission = Submission(
        SUBJECT_TYPE, version.id, subject, kept_of(written), version.content_hash, tuple(version.author_ids)
    )
    signoff = await signoffs.start(session, actor, template, submission, settings.holidays(), now=now)
    version.signoff_id = signoff.id
    carry_out(session, version, moved, actor, now=now, details={**_details(version), "signoff": str(signoff.id)})
    return signoff


def end_signoff(session: AsyncSession, actor: audit.Acting, locked: Any, *, approved: bool, now: datetime) -> None:
    """The sign-off ended: the version, whose locked row is given, is signed off, or a draft again."""
    version = GuidelineVersion(**locked._asdict())
    moved = LIFE.move(version.state, Move.SIGN if approved else Move.RETURN, actor)
    carry_out(session, version, moved, actor, now=now, details=_details(version))
    session.put(queries.MOVE, [version.model_dump()])


async def publish(
    session: AsyncSession,
    actor: Actor,
    key: str,
    number: int,
    match: Match,
    body: PublishVersion,
    settings: Settings,
    *,
    now: datetime,
) -> GuidelineVersion:
    """Put a signed version in force and ask everyone whom a change concerns, in this transaction."""
    await before_publication(session)
    # Two publications wait for each other: what comes after the lock sees which version is in force now.
    _, locked, found = await pipeline(
        session,
        allowing(LONG_REQUEST_SECONDS),
        guidelines.lock(actor, key),
        queries.lock_visible(actor, key, number),
    )
    guideline = guidelines.edited(session, locked)
    version = session.edit(GuidelineVersion, queries.present(found))
    match.check(version.version)
    rules.refuse_unless_signed_off(version.state, number)
    written = await clauses.clauses_of(session, version.id)
    facts = Facts(number, guideline.in_force, written, content_hash=version.content_hash)
    moved = LIFE.move(version.state, Move.PUBLISH, actor, facts=facts)
    before = await _supersede(session, actor, guideline, now=now)
    given, signed = body.acknowledge_within_days, content_hash(written)
    within_days = settings.acknowledge_within_days if given is None else given
    version.acknowledge_within_days = within_days
    published = GuidelinePublished(
        guideline_id=guideline.id, code=guideline.code, number=number, content_hash=signed, published_at=now
    )
    carry_out(
        session,
        version,
        moved,
        actor,
        now=now,
        details=_details(version),
        event=published,
        subject=guideline.id,
    )
    guideline.in_force, guideline.in_force_id, guideline.version = number, version.id, guideline.version + 1
    await session.flush()
    publication = Publication(guideline.id, version.id, number, signed, within_days)
    await version_published(session, publication, reach(compare(before, written)), now)
    return version


async def _supersede(session: AsyncSession, actor: Actor, guideline: Guideline, *, now: datetime) -> Sequence[Any]:
    """Take the version in force out of force; answers its clauses."""
    if guideline.in_force_id is None:
        return []
    before = guideline.in_force_id
    locked, written = await pipeline(session, queries.lock(before), clauses.written(before))
    previous = session.edit(GuidelineVersion, locked)
    moved = LIFE.move(previous.state, Move.SUPERSEDE, actor)
    carry_out(session, previous, moved, actor, now=now, details=_details(previous))
    await session.flush()
    return list(written)
