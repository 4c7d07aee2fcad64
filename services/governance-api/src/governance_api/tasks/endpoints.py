"""My tasks here over HTTP."""

from datetime import datetime
from typing import Annotated, Any

from service_kit.data.database import HotConnection
from service_kit.events.feed_tasks import tasks_of_feeds
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import capability_router
from service_kit.work.clock import Now

from governance_api.permissions import Permission
from governance_api.signoff.seats.queries import signing_roles
from governance_api.tasks import queries
from governance_api.tasks.schemas import ReasonOut, SubjectOut, TaskOut, TasksOut

router = capability_router("/me/tasks", "Tasks")

MINUTES = {"acknowledge": 5, "sign-off": 15, "revise": 30, "review-clause": 10}
REASONS = {
    "published": {
        "en": "A clause that concerns you is new or has changed.",
        "nl": "Een bepaling die jou aangaat is nieuw of gewijzigd.",
        "fr": "Une clause qui vous concerne est nouvelle ou a changé.",
    },
    "role": {
        "en": "Your role brings clauses that concern you.",
        "nl": "Je rol brengt bepalingen mee die jou aangaan.",
        "fr": "Votre rôle apporte des clauses qui vous concernent.",
    },
    "co-create": {
        "en": "You are asked to help before it is decided.",
        "nl": "Je wordt om hulp gevraagd voordat er wordt besloten.",
        "fr": "On vous demande votre aide avant la décision.",
    },
    "decide": {
        "en": "It is your turn to decide.",
        "nl": "Het is jouw beurt om te besluiten.",
        "fr": "C'est à vous de décider.",
    },
    "changes-requested": {
        "en": "A reviewer asks for changes.",
        "nl": "Een beoordelaar vraagt om wijzigingen.",
        "fr": "Un relecteur demande des modifications.",
    },
    "rejected": {
        "en": "A reviewer rejected it.",
        "nl": "Een beoordelaar heeft het afgewezen.",
        "fr": "Un relecteur l'a refusé.",
    },
    "voided": {
        "en": "Its sign-off no longer counts; submit it again.",
        "nl": "De goedkeuring telt niet meer; dien het opnieuw in.",
        "fr": "Sa validation ne compte plus ; soumettez-le à nouveau.",
    },
    "review": {
        "en": "A clause of yours is due for review.",
        "nl": "Een bepaling van jou moet worden herzien.",
        "fr": "Une de vos clauses doit être revue.",
    },
}


def _href(row: dict[str, Any]) -> str:
    if row["kind"] == "acknowledge":
        return f"/guidelines/acknowledge/{row['id']}"
    if row["kind"] == "sign-off":
        return f"/reviews/signoffs/{row['id']}"
    return f"/manage/guidelines/{row['guideline_id']}"


def _task(row: dict[str, Any], now: datetime) -> TaskOut:
    return TaskOut(
        id=row["id"],
        kind=row["kind"],
        subject=SubjectOut(id=row["guideline_id"], code=row["code"], title=row["title"]),
        reason=ReasonOut(code=row["reason"], text=REASONS.get(row["reason"])),
        due_at=row["due_at"],
        overdue=row["due_at"] is not None and row["due_at"] <= now,
        minutes=MINUTES[row["kind"]],
        href=_href(row),
    )


@router.get("")
async def list_my_tasks(
    actor: Annotated[Actor, Needs(Permission.SEE_OWN_TASKS)], connection: HotConnection, now: Now
) -> TasksOut:
    """What I have to acknowledge, decide, revise or review here, the most pressing first."""
    values = {"person": actor.person_id, "roles": sorted(signing_roles(actor)), "now": now}
    feeds = [TaskOut.model_validate(task) for task in await tasks_of_feeds(connection, actor)]
    return TasksOut(items=[*feeds, *(_task(row, now) for row in await queries.tasks(connection, values))])
