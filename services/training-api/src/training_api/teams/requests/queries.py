"""What somebody must decide for the people below them, of every kind; `visible_to` is here."""

from service_kit.domain.collections import By, Collection
from service_kit.domain.readers import operand
from service_kit.domain.teams import Depth, below
from service_kit.identity.auth import Reader
from sqlalchemy import ColumnElement, and_, false

from training_api.catalogue.waivers.queries import LISTED, waivers
from training_api.catalogue.waivers.rules import State
from training_api.permissions import Permission


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Those that wait, of the people below the reader, where the reader may decide: not what they asked for."""
    if actor.person is None or not actor.may(Permission.WAIVE_PREREQUISITES):
        return false()
    me = operand(actor.person.id)
    return and_(
        waivers.c.state == State.REQUESTED.value,
        waivers.c.person_id.in_(below(me, Depth.ALL)),
        waivers.c.requested_by != actor.id,
    )


LIST = Collection(
    "team-requests",
    LISTED,
    key=waivers.c.id,
    sorts={"asked_at": (By(waivers.c.id),)},
    default="asked_at",
    visible_to=lambda asking: visible_to(asking.actor),
    personal=True,
)
"""Waivers alone for now: time to learn and absences are told apart by `type` in what is answered."""
