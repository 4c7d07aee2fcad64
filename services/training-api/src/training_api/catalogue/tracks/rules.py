"""Which state a track may take next, and whom it is for."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from service_kit.identity.people import Person, PersonRef
from service_kit.web.errors import Refusal


class State(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Phase(StrEnum):
    GENERAL = "general"
    ORGANISATION = "organisation"
    FUNCTION = "function"


class Component(StrEnum):
    ALL_STAFF = "all-staff"
    SPOKESPEOPLE = "spokespeople"
    PRACTITIONERS = "practitioners"
    EXECUTIVES = "executives"


class NotPublishable(Refusal):
    status = 409
    title = "Something is missing before this can be published"


class AlreadyArchived(Refusal):
    status = 409
    title = "It has been archived"


class CodeTaken(Refusal):
    """This code has been used before; a code is never given twice, also not after archiving."""

    status = 409
    title = "The code is taken"


class CodeFixed(Refusal):
    status = 409
    title = "A code never changes"


class StillRequired(Refusal):
    status = 409
    title = "Something else still relies on it"


WAYS_OUT = {
    "modules": "take it out of the prerequisites of {}",
    "schemes": "retire the certification scheme {}",
    "requirements": "retire what is required of {}",
}


def refuse_if_relied_on(relying: Mapping[str, Sequence[str]]) -> None:
    """Nobody may be locked out, nor owe or be promised what cannot be learned any more."""
    if relying:
        steps = [way.format(", ".join(relying[kind])) for kind, way in WAYS_OUT.items() if kind in relying]
        named: dict[str, Any] = {kind: list(relying.get(kind, ())) for kind in WAYS_OUT}
        raise StillRequired(f"First {'; '.join(steps)}.", **named)


def refuse_new_code(kept: str, asked: str | None) -> None:
    if asked is not None and asked != kept:
        raise CodeFixed(f"The code stays {kept!r} forever: links, transcripts and certificates name it.")


def refuse_unless_publishable(state: State, *, published_modules: int) -> None:
    """A track is shown when there is something to learn in it."""
    if state == State.ARCHIVED:
        raise AlreadyArchived("An archived track is not published again; make a new one.")
    if not published_modules:
        raise NotPublishable(
            "A track needs at least one published module.",
            missing=[{"code": "ModuleMissing", "detail": "Publish at least one module of this track first."}],
        )


def includes(audience: Mapping[str, Any], person: PersonRef | Person) -> bool:
    """An audience is everyone, or the union of the lists it names; an empty one is everyone."""
    named = [audience.get(key) or [] for key in ("departments", "divisions", "job_profiles", "roles")]
    if audience.get("everyone") or not any(named):
        return True
    departments, divisions, profiles, roles = named
    return (
        person.department in departments
        or person.division in divisions
        or person.job_profile in profiles
        or not set(person.roles).isdisjoint(roles)
    )
