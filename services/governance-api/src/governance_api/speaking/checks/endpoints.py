"""The check over HTTP: may somebody speak for the brand?"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response
from service_kit.data.database import HotConnection
from service_kit.data.statements import run
from service_kit.identity.lookups import Name, one_or_why, only_name, the_one
from service_kit.web.errors import Refusal
from service_kit.web.hot import hot
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from governance_api.speaking.checks import queries
from governance_api.speaking.checks.schemas import CheckedItemOut, CheckPeople, ChecksOut, UncheckedItemOut
from governance_api.speaking.policies.schemas import Network
from governance_api.speaking.rights.endpoints import AcceptLanguage, Asker
from governance_api.speaking.rights.rules import may_see_why, right
from governance_api.speaking.rights.schemas import CheckOut, check_out, languages_of

router = capability_router("/speaking-rights/check", "Speaking rights")


@router.get("", response_model=CheckOut)
@hot
async def check_speaking_right(
    actor: Asker,
    connection: HotConnection,
    now: Now,
    person: UUID | None = None,
    employee_number: Name | None = None,
    user_name: Name | None = None,
    email: Name | None = None,
    network: Annotated[Network | None, Query(examples=["linkedin"])] = None,
    accept_language: AcceptLanguage = None,
) -> Response:
    """May this person speak for the brand on this network? Anyone may ask whether; why is for a few.

    The person by id, or by their number, user name or e-mail address: 409 where it could be two. Whoever is no system
    is answered of those alone whom they see whole.
    """
    way, name = only_name(
        {"person": person, "employee_number": employee_number, "user_name": user_name, "email": email}
    )
    found = the_one(await queries.known_by(connection, actor, way, name, network))
    shown = check_out(right(found.facts, now), languages_of(actor, accept_language), why=may_see_why(actor, found.id))
    # Written out here once: every share asks this, and validating our own answer would cost as much as the query.
    return Response(shown.model_dump_json(), media_type="application/json")


@router.post("")
async def check_speaking_rights(
    body: CheckPeople, actor: Asker, connection: HotConnection, now: Now, accept_language: AcceptLanguage = None
) -> ChecksOut:
    """The same of up to 200 people, in their order; an item that means nobody says why."""
    languages = languages_of(actor, accept_language)
    found: dict[int, list[Any]] = {}
    for row in await run(connection, queries.each_known(actor, body.items)):
        found.setdefault(row.index, []).append(row)
    answers: list[CheckedItemOut | UncheckedItemOut] = []
    for index, item in enumerate(body.items):
        answer = one_or_why(item, queries.people_in(found.get(index, [])))
        if isinstance(answer, Refusal):
            answers.append(UncheckedItemOut.model_validate({"index": index, "code": answer.code}))
        else:
            shown = check_out(right(answer.facts, now), languages, why=may_see_why(actor, answer.id))
            answers.append(CheckedItemOut(index=index, **shown.model_dump()))
    return ChecksOut(items=answers)
