"""What a person's eligibility is made of: the catalogue, what the person completed, what was waived."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from service_kit.data.statements import Bound, Connected, pipeline
from service_kit.identity.people import Person, PersonRef

from training_api.catalogue.prerequisites import queries as prerequisites
from training_api.catalogue.waivers import queries as waivers
from training_api.learning.completions import queries as completions
from training_api.learning.eligibility.rules import Outlook


def facts_of(person_id: UUID) -> tuple[Bound[Any], Bound[Any], Bound[Any]]:
    """What `seen` takes, for a pipeline."""
    return prerequisites.catalogue(), completions.modules_done(person_id), waivers.waived_for(person_id)


def seen(person: PersonRef | Person, facts: Sequence[Any]) -> Outlook:
    """The catalogue as this person sees it, by the answers of `facts_of`."""
    rows, done, waived = facts
    return Outlook({row.id: row for row in rows}, person, set(done), set(waived))


async def outlook(on: Connected, person: PersonRef | Person) -> Outlook:
    """The catalogue as this person sees it."""
    return seen(person, await pipeline(on, *facts_of(person.id)))
