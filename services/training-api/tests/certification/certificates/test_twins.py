"""The state of a certificate and whose may be seen: the rules in Python and the conditions in SQL."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from service_kit.domain.twins import Example, compare
from service_kit.identity.auth import Actor
from service_kit.identity.people import PersonRef
from sqlalchemy import ARRAY, Uuid, cast, func, select, text
from training_api.certification.certificates import queries, rules
from training_api.certification.certificates.rules import State
from training_api.certification.certificates.tables import Certificate
from training_api.learning.completions import queries as completions
from training_api.learning.completions.tables import Completion
from training_api.permissions import Permission

CERTIFICATES = Certificate.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
COMPLETIONS = Completion.__table__  # type: ignore[attr-defined]  # as above
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
FEW = settings(
    max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink]
)


@dataclass(frozen=True)
class Stored:
    """A certificate as it is stored: seconds from now until it ends."""

    state: State
    seconds: int | None

    @property
    def valid_until(self) -> datetime | None:
        return None if self.seconds is None else NOW + timedelta(seconds=self.seconds)


STORED = st.lists(
    st.builds(Stored, st.sampled_from(list(State)), st.none() | st.sampled_from([-1, 0, 1])), min_size=20, max_size=30
)


@given(generated=STORED)
@FEW
async def test_the_true_state_of_a_certificate(session: Any, generated: list[Stored]) -> None:
    def in_python(case: Stored) -> str:
        return rules.state_at(case.state, case.valid_until, NOW).value

    async def in_sql(cases: Sequence[Stored]) -> list[str]:
        rows = [
            {"place": place, "state": case.state, "valid_until": case.valid_until} for place, case in enumerate(cases)
        ]
        statement = (
            f"SELECT {queries.true_state_sql(':now')} FROM jsonb_to_recordset(CAST(:rows AS jsonb)) "
            "AS c(place int, state text, valid_until timestamptz) ORDER BY place"
        )
        found = await session.execute(text(statement), {"rows": json.dumps(rows, default=str), "now": NOW})
        return list(found.scalars())

    examples = [
        Example("valid for another second", Stored(State.VALID, 1), "valid"),
        Example("ended at this moment", Stored(State.VALID, 0), "expired"),
        Example("without an end", Stored(State.VALID, None), "valid"),
        Example("a suspension ends with the certificate", Stored(State.SUSPENDED, -1), "expired"),
        Example("suspended", Stored(State.SUSPENDED, 1), "suspended"),
        Example("revoked stays revoked", Stored(State.REVOKED, -1), "revoked"),
        Example("expired stays expired", Stored(State.EXPIRED, 1), "expired"),
    ]
    await compare(in_python, in_sql, examples=examples, generated=generated)


@dataclass(frozen=True)
class Asking:
    """Who asks about whom: places among the people of the test."""

    reader: int
    holder: int
    permissions: tuple[Permission, ...] = ()


MANAGERS = [None, 0, 1, 1]
"""Who manages each: 1 reports to 0, and 2 and 3 to 1."""
PLACES = st.integers(0, len(MANAGERS) - 1)
ASKINGS = st.lists(
    st.builds(
        Asking,
        PLACES,
        PLACES,
        st.lists(
            st.sampled_from([Permission.CHECK_CERTIFICATES, Permission.READ_COMPLETIONS, Permission.WRITE_COMPLETIONS]),
            max_size=1,
        ).map(tuple),
    ),
    min_size=10,
    max_size=15,
)
EXAMPLES = [
    Example("their own", Asking(2, 2), True),
    Example("a report's", Asking(1, 2), True),
    Example("a report's report's", Asking(0, 2), True),
    Example("a manager's", Asking(2, 1), False),
    Example("a colleague's", Asking(2, 3), False),
]


def line_above(place: int, people: Sequence[UUID]) -> list[UUID]:
    """Everybody above, the nearest first."""
    above, manager = [], MANAGERS[place]
    while manager is not None:
        above.append(people[manager])
        manager = MANAGERS[manager]
    return above


async def crowd(session: Any) -> list[UUID]:
    """The people of the test, with their managers."""
    people = [uuid4() for _ in MANAGERS]
    for place, (person, manager) in enumerate(zip(people, MANAGERS, strict=True)):
        await session.execute(
            text("INSERT INTO people (id, employee_number, user_name, given_name, family_name, email, locale, roles, "
                 "active, manager_id) VALUES (:id, 'W-' || :n, 'w-' || :n, 'G', 'F', 'w' || :n || '@example.org', "
                 "'en', '{employee}', true, :manager)"),
            {"id": person, "n": str(place), "manager": None if manager is None else people[manager]},
        )  # fmt: skip
    return people


def reader(people: list[UUID], asking: Asking) -> Actor:
    """Somebody who asks, signed in."""
    manager = MANAGERS[asking.reader]
    ref = PersonRef(
        people[asking.reader], "w", "w", "W", "en", None, None, None, None,
        None if manager is None else people[manager], ("employee",), True,
    )  # fmt: skip
    return Actor("person", "w", None, frozenset(), frozenset(), frozenset(asking.permissions), ref)


async def whose_are_listed(session: Any, person_id: Any, condition: Any, people: list[UUID]) -> set[UUID]:
    """Of whom a list shows things, with this condition: each of the people has one, in place of the table's rows."""
    things = select(func.unnest(cast(people, ARRAY(Uuid))).label("person_id")).cte(person_id.table.name)
    return set((await session.execute(select(person_id).where(condition).add_cte(things))).scalars())


@given(generated=ASKINGS)
@FEW
async def test_whose_certificates_may_be_seen(session: Any, generated: list[Asking]) -> None:
    """The check answers from the row at hand, the lists by a condition."""
    async with session.begin_nested() as undone:
        people = await crowd(session)

        def in_python(case: Asking) -> bool:
            actor, holder = reader(people, case), people[case.holder]
            return any(rules.may_see(actor, holder, above) for above in (None, *line_above(case.holder, people)))

        async def in_sql(cases: Sequence[Asking]) -> list[bool]:
            found = []
            for case in cases:
                condition = queries.visible_to(reader(people, case))
                listed = await whose_are_listed(session, CERTIFICATES.c.person_id, condition, people)
                found.append(people[case.holder] in listed)
            return found

        checks = Example("who checks sees all", Asking(3, 0, (Permission.CHECK_CERTIFICATES,)), True)
        await compare(in_python, in_sql, examples=[*EXAMPLES, checks], generated=generated)
        await undone.rollback()


@given(generated=ASKINGS)
@FEW
async def test_whose_completions_may_be_seen(session: Any, generated: list[Asking]) -> None:
    """The check asks about one person, the list by a condition."""
    async with session.begin_nested() as undone:
        people = await crowd(session)
        may = {
            case: await completions.may_see(session, reader(people, case), people[case.holder])
            for case in [*generated, *(example.case for example in [*EXAMPLES, *KEEPERS])]
        }

        async def listed(cases: Sequence[Asking]) -> list[bool]:
            found = []
            for case in cases:
                condition = completions.visible_to(reader(people, case))
                seen = await whose_are_listed(session, COMPLETIONS.c.person_id, condition, people)
                found.append(people[case.holder] in seen)
            return found

        await compare(may.__getitem__, listed, examples=[*EXAMPLES, *KEEPERS], generated=generated)
        await undone.rollback()


KEEPERS = [
    Example("who reads all", Asking(3, 0, (Permission.READ_COMPLETIONS,)), True),
    Example("who records them", Asking(3, 0, (Permission.WRITE_COMPLETIONS,)), True),
    Example("who checks certificates", Asking(3, 0, (Permission.CHECK_CERTIFICATES,)), False),
]
