"""What a certification scheme must say before it is published."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from service_kit.web.errors import Refusal

from training_api.catalogue.tracks.rules import NotPublishable


class State(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class SchemeFixed(Refusal):
    status = 409
    title = "A published scheme stays as it is"


class SchemeRetired(Refusal):
    status = 409
    title = "The scheme is retired"


def refuse_unless_draft(state: State) -> None:
    if state != State.DRAFT:
        raise SchemeFixed("Certificates rest on this rule; make a new scheme with a new code.", state=str(state))


def refuse_unless_publishable(
    state: State, *, modules: Sequence[UUID], unpublished: Sequence[str], min_credits: int, min_offline_credits: int
) -> None:
    """A rule that asks nothing would certify everyone, one that asks a hidden module nobody."""
    if state == State.RETIRED:
        raise SchemeRetired("A retired scheme is not published again; make a new one.")
    gaps = []
    if not modules and not min_credits and not min_offline_credits:
        gaps.append({"code": "RuleMissing", "detail": "Name modules or a number of credits."})
    gaps += [
        {"code": "ModuleNotPublished", "detail": f"Publish module {code} and its track first."} for code in unpublished
    ]
    if gaps:
        raise NotPublishable(" ".join(gap["detail"] for gap in gaps), missing=gaps)
