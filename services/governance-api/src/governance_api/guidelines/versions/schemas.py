"""Bodies in and bodies out of versions."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field
from service_kit.identity.auth import Actor
from service_kit.web.schemas import BodyIn, BodyOut, Instant

from governance_api.guidelines.clauses.schemas import ClauseOut, clause_out
from governance_api.guidelines.versions.rules import LIFE


class CreateVersion(BodyIn):
    """`based_on` is the number of the version whose clauses are copied, with their stable ids."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"based_on": 1}]})

    based_on: int | None = None


class SubmitVersion(BodyIn):
    model_config = ConfigDict(json_schema_extra={"examples": [{"template_id": "0190f3a0-0000-7000-8000-000000000000"}]})

    template_id: UUID


class PublishVersion(BodyIn):
    model_config = ConfigDict(json_schema_extra={"examples": [{"acknowledge_within_days": 14}]})

    acknowledge_within_days: int | None = Field(None, ge=0, le=365)


class VersionOut(BodyOut):
    """One version of a guideline, without its clauses."""

    id: UUID
    guideline_id: UUID
    number: int
    state: str
    based_on: int | None
    content_hash: str | None
    signoff_id: UUID | None
    acknowledge_within_days: int | None
    published_at: Instant | None
    created_at: Instant
    version: int
    allowed: list[str] = Field(default=[], description="The moves that the caller may make now.")


class LastRoundOut(BodyOut):
    """The sign-off that this version was last sent to; `same_content`: its text is still the one that was sent."""

    signoff_id: UUID
    state: str
    submitted_at: Instant
    closed_at: Instant | None
    same_content: bool


class VersionWithClausesOut(VersionOut):
    """One version with its clauses in order."""

    clauses: list[ClauseOut]
    last_round: LastRoundOut | None = Field(
        default=None, description="Given where one version is read, to those who see its sign-off."
    )


class InForceOut(VersionWithClausesOut):
    """The version in force, with the guideline it belongs to."""

    code: str
    title: dict[str, str]


def version_out(row: Any, actor: Actor) -> VersionOut:
    """A version, or a row of their list, without its clauses."""
    shown = VersionOut.model_validate(row)
    shown.allowed = LIFE.allowed(row.state, actor)
    return shown


def version_with_clauses(version: Any, clauses: Iterable[Any], actor: Actor) -> VersionWithClausesOut:
    """A version with its clauses, each marked whether it concerns the reader."""
    return VersionWithClausesOut(
        **version_out(version, actor).model_dump(), clauses=[clause_out(clause, actor) for clause in clauses]
    )


def last_round_out(signoff: Any, content_hash: str) -> LastRoundOut:
    """The last round of a version whose text has this hash now."""
    return LastRoundOut(
        signoff_id=signoff.id,
        state=signoff.state,
        submitted_at=signoff.submitted_at,
        closed_at=signoff.closed_at,
        same_content=signoff.content_hash == content_hash,
    )


def in_force_out(version: Any, clauses: Iterable[Any], actor: Actor) -> InForceOut:
    """What is in force, for this reader; the version comes with what its guideline says."""
    body = version_with_clauses(version, clauses, actor)
    return InForceOut(**body.model_dump(), code=version.guideline_code, title=version.guideline_title)
