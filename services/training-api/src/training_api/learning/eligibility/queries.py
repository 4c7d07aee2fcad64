"""What a person's eligibility is made of: the catalogue, what the person completed, what was waived."""

from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.identity.people import Person, PersonRef

from training_api.catalogue.prerequisites import queries as prerequisites
from training_api.learning.completions import queries as completions
from training_api.learning.eligibility.rules import Outlook
from training_api.learning.eligibility.schemas import EligibilityOut


async def outlook(session: AsyncSession, person: PersonRef | Person) -> Outlook:
    """The catalogue as this person sees it, in three statements."""
    rows = {row["id"]: row for row in await prerequisites.catalogue_rows(session)}
    done = await completions.modules_done(session, person.id)
    return Outlook(rows, person, done, await prerequisites.waived_for(session, person.id))


async def explain(session: AsyncSession, person: PersonRef | Person, module_id: UUID) -> EligibilityOut:
    """Whether this person may take the module, and what is missing."""
    return (await outlook(session, person)).explain(module_id)
