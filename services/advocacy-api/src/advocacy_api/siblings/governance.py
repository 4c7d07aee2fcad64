"""The only file that knows how to ask governance-api."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header
from service_kit.data.localized import accepted_languages
from service_kit.events.siblings import Sibling, sibling
from service_kit.identity.auth import Actor, Needs

MOST_LANGUAGES = 8
Governance = Annotated[Sibling, Depends(sibling("governance"))]


@dataclass(frozen=True)
class SpeakingRight:
    """Whether a person may speak for the brand, and if not, what is missing: each with code, detail and fix."""

    allowed: bool
    missing: Sequence[Mapping[str, Any]]


async def ask_speaking_right(
    governance: Sibling, person_id: UUID, network: str | None, languages: Sequence[str]
) -> SpeakingRight:
    """The right on a network, or without one the right as such.

    What is missing comes in the first of the languages there is. 503 when governance is away: without its answer nobody
    speaks for the brand.
    """
    asked = await governance.ask(
        "GET",
        "/v1/speaking-rights/check",
        params={"person": str(person_id)} | ({"network": network} if network else {}),
        headers={"Accept-Language": ", ".join(languages)},
    )
    answer = asked.body
    return SpeakingRight(allowed=bool(answer["allowed"]), missing=list(answer.get("missing") or []))


async def _languages_of_reader(
    actor: Annotated[Actor, Needs()], accept_language: Annotated[str | None, Header(max_length=500)] = None
) -> list[str]:
    """What the caller wants to read: as the request says, else their own."""
    own = actor.person.locale if actor.person else "en"
    return [*accepted_languages(accept_language)[:MOST_LANGUAGES], *accepted_languages(own)]


ReaderLanguages = Annotated[list[str], Depends(_languages_of_reader)]
