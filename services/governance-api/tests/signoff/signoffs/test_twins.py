"""Whose turn it is, in Python for the one sign-off and in SQL for the lists and the tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from governance_api.signoff.seats.queries import signing_roles
from governance_api.signoff.seats.rules import Seat, Verdict
from governance_api.signoff.seats.tables import SignoffSeat
from governance_api.signoff.signoffs import queries
from governance_api.signoff.signoffs.rules import State, is_turn_of
from governance_api.signoff.signoffs.tables import Signoff
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from service_kit.domain.twins import Example, compare
from service_kit.identity.auth import Actor
from service_kit.identity.people import PersonRef
from sqlalchemy import select

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
ME, ANNA = UUID(int=1), UUID(int=2)
PERSON = PersonRef(ME, "1", "me", "Me", "en", None, None, None, None, None, ("employee",), active=True)
ACTOR = Actor("person", "me", "me", frozenset({"legal"}), frozenset(), frozenset(), PERSON)


@dataclass(frozen=True)
class Place:
    """A seat of a role or of a person, in the stage that is on or the next, and who decided for it."""

    holder: str | UUID
    decided_by: UUID | None = None
    stage: int = 0


@dataclass(frozen=True)
class Case:
    """A sign-off by its state, who wrote it, who submitted it, and its seats."""

    seats: tuple[Place, ...]
    state: State = State.RUNNING
    authors: tuple[UUID, ...] = ()
    submitted_by: UUID = ANNA


WHO = st.sampled_from([ME, ANNA])
PLACES = st.builds(Place, st.sampled_from(["legal", "hr", ME, ANNA]), st.none() | WHO, st.integers(0, 1))
CASES = st.lists(
    st.builds(
        Case,
        st.lists(PLACES, max_size=4).map(tuple),
        st.sampled_from([State.RUNNING, State.RUNNING, State.APPROVED, State.VOIDED]),
        st.lists(WHO, max_size=1).map(tuple),
        WHO,
    ),
    min_size=20,
    max_size=40,
)
EXAMPLES = [
    Example("a seat of my role", Case((Place("legal"),)), True),
    Example("my own seat", Case((Place(ME), Place(ANNA, ANNA))), True),
    Example("a seat of somebody else", Case((Place("hr"), Place(ANNA))), False),
    Example("a role that the directory derives", Case((Place("employee"),)), True),
    Example("my seat of the next stage", Case((Place("hr"), Place(ME, stage=1))), False),
    Example("I decided for another seat of this stage", Case((Place("legal", ME), Place("legal"))), False),
    Example("somebody else filled my role's seat", Case((Place("legal", ANNA),)), False),
    Example("I wrote it", Case((Place("legal"),), authors=(ANNA, ME)), False),
    Example("I submitted it", Case((Place("legal"),), submitted_by=ME), False),
    Example("it has ended", Case((Place("legal"),), State.APPROVED), False),
]


def in_python(case: Case) -> bool:
    return is_turn_of(
        ME,
        signing_roles(ACTOR),
        state=case.state,
        authors={*case.authors, case.submitted_by},
        seats=[
            Seat(
                uuid4(),
                place.holder if isinstance(place.holder, str) else None,
                place.holder if isinstance(place.holder, UUID) else None,
                Verdict.APPROVE if place.decided_by else None,
                place.decided_by,
            )
            for place in case.seats
            if place.stage == 0
        ],
    )


def rows_of(case: Case, signoff_id: UUID) -> list[Any]:
    """A case as rows: the sign-off first."""
    signoff = Signoff(
        id=signoff_id,
        subject_type="test",
        subject_id=signoff_id,
        subject={},
        content_hash="x",
        template_id=signoff_id,
        template_name="x",
        state=case.state.value,
        author_ids=list(case.authors),
        submitted_by=case.submitted_by,
        submitted_at=NOW,
        closed_at=None if case.state is State.RUNNING else NOW,
    )
    seats = [
        SignoffSeat(
            signoff_id=signoff_id,
            stage=place.stage,
            role=place.holder if isinstance(place.holder, str) else None,
            person_id=place.holder if isinstance(place.holder, UUID) else None,
            verdict="approve" if place.decided_by else None,
            decided_by=place.decided_by,
        )
        for place in case.seats
    ]
    return [signoff, *seats]


@given(generated=CASES)
@settings(
    max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink]
)
async def test_both_forms_agree(session: Any, generated: list[Case]) -> None:
    async def in_sql(cases: Sequence[Case]) -> list[bool]:
        async with session.begin_nested() as undone:
            made = [rows_of(case, uuid4()) for case in cases]
            ids = [rows[0].id for rows in made]
            session.add_all([rows[0] for rows in made])
            await session.flush()
            session.add_all([seat for rows in made for seat in rows[1:]])
            await session.flush()
            found = await session.execute(select(queries.signoffs.c.id, queries.my_turn(ACTOR)))
            answers = {row[0]: row[1] for row in found}
            await undone.rollback()
        session.expunge_all()
        return [answers[key] for key in ids]

    await compare(in_python, in_sql, examples=EXAMPLES, generated=generated)
