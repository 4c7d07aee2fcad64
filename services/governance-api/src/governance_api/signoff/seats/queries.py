"""Every SELECT on seats, and which of them are an actor's."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from service_kit.data.statements import Bound, Statement, inserting, updating
from service_kit.domain.readers import among
from service_kit.identity.auth import Actor, Reader
from service_kit.identity.people import DERIVED_ROLES
from sqlalchemy import ColumnElement, and_, bindparam, false, or_, select
from sqlmodel import col

from governance_api.signoff.seats.rules import Seat
from governance_api.signoff.seats.tables import SignoffSeat

seats = SignoffSeat.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
_SEATS = Statement(
    select(*seats.c).where(seats.c.signoff_id == bindparam("signoff")).order_by(seats.c.stage, seats.c.id)
)
ADD = inserting(seats)
FILL = updating(seats, "verdict", "decided_by")
"""What was decided for a seat."""
PASS = updating(seats, "person_id", "stands_in_for")
"""Who decides for a seat from now on."""


def signing_roles(actor: Actor) -> frozenset[str]:
    """The roles a person signs for: those their token holds now, and those that the directory derives.

    What the directory remembers of earlier tokens says whom a text concerns; it does not let anybody decide.
    """
    derived = DERIVED_ROLES.intersection(actor.person.roles) if actor.person else frozenset()
    return actor.roles | derived


def signs_for(role: Any, token_roles: Any, roles: Any) -> ColumnElement[bool]:
    """Whether a role is among the `signing_roles` of a person, by their token's roles and the directory's."""
    return or_(among(role, token_roles), and_(role.in_(sorted(DERIVED_ROLES)), among(role, roles)))


def seat_is_mine(actor: Reader) -> ColumnElement[bool]:
    """Seats that the actor holds by name or by role, and those they decided."""
    if actor.person is None:
        return false()
    return or_(
        col(SignoffSeat.person_id) == actor.person.id,
        col(SignoffSeat.decided_by) == actor.person.id,
        signs_for(col(SignoffSeat.role), actor.roles, actor.person.roles),
    )


def seats_in(signoff_id: UUID) -> Bound[list[Any]]:
    """The seats of a sign-off, stage by stage."""
    return _SEATS.rows(signoff=signoff_id)


def as_seats(rows: Sequence[Any]) -> list[Seat]:
    """Rows as the rules see them."""
    return [Seat(row.id, row.role, row.person_id, row.verdict, row.decided_by) for row in rows]
