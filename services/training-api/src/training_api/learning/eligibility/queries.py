"""What a person's eligibility is made of: the catalogue, what the person completed, what was waived."""

from service_kit.data.database import AsyncSession
from service_kit.identity.people import Person, PersonRef

from training_api.catalogue.prerequisites import queries as prerequisites
from training_api.catalogue.waivers import queries as waivers
from training_api.learning.completions import queries as completions
from training_api.learning.eligibility.rules import Outlook


async def outlook(session: AsyncSession, person: PersonRef | Person) -> Outlook:
    """The catalogue as this person sees it, in three statements."""
    rows = {row["id"]: row for row in await prerequisites.catalogue_rows(session)}
    done = await completions.modules_done(session, person.id)
    return Outlook(rows, person, done, await waivers.waived_for(session, person.id))
