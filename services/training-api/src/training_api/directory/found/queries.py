"""People as a search finds them: whoever the reader may list, by the words of the list of people."""

from service_kit.domain.search import Findable
from sqlalchemy import func, null, select

from training_api.directory.people.queries import LIST
from training_api.directory.people.tables import FAMILY_NAME, PEOPLE
from training_api.permissions import Permission

FOUND = Findable(
    "person",
    select(
        PEOPLE.c.id,
        null().label("code"),
        func.jsonb_build_object("en", PEOPLE.c.given_name + " " + PEOPLE.c.family_name).label("title"),
        func.jsonb_build_array(func.concat_ws(" · ", PEOPLE.c.job_profile, PEOPLE.c.department)).label("texts"),
    ),
    order=(FAMILY_NAME, PEOPLE.c.given_name, PEOPLE.c.id),
    title=LIST.searched,
    visible_to=LIST.visible_to,
    terms=LIST.terms,
    permission=Permission.LIST_PEOPLE,
)
"""Their name is the same in every language."""
