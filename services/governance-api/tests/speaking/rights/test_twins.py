"""The right to speak: what one check says, and what the statement for many people stores and tells, are one rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from governance_api.events import SpeakingRightLapsed
from governance_api.speaking.rights import queries
from governance_api.speaking.rights.actions import refresh
from governance_api.speaking.rights.rules import Facts, SchemeFacts, on_network, right
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from service_kit.data.statements import run
from service_kit.domain.twins import Example, compare
from sqlalchemy import text

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
NUMBERS = count(1)
ALL_SCHEMES = {"a": "guide-a", "b": "guide-b", "c": "guide-a", "free": None, "unknown": "guide-nobody-wrote"}
SOME_SCHEMES = {"a": "guide-a", "b": "guide-b"}


@dataclass(frozen=True)
class Held:
    """A certificate: days from now at which it was issued and ends."""

    scheme: str
    state: str = "valid"
    until: int | None = 1
    issued: int = -9


@dataclass(frozen=True)
class Ask:
    """An ask of a guideline, and days from now until it is due. Later ones have a higher turn."""

    guideline: str
    state: str = "accepted"
    held_before: bool = False
    due: int = 1


@dataclass(frozen=True)
class Case:
    """One person, and the schemes that there are (None: those of the test)."""

    held: tuple[Held, ...] = ()
    asks: tuple[Ask, ...] = ()
    active: bool = True
    suspended: bool = False
    suspended_until: int | None = None


# The lapsed event once said CertificateSuspended alone: B is acknowledged, but it is A that is nearest.
SMALL = Case((Held("a", "suspended"), Held("b", "expired", -1)), (Ask("guide-a", "declined"), Ask("guide-b")))
EXAMPLES = [
    Example("the nearest scheme says what is missing", SMALL, ["CertificateSuspended", "AcknowledgementMissing"]),
    Example("one scheme whole is enough", Case((Held("a"), Held("b", "suspended")), (Ask("guide-a"),)), []),
    Example("certified in one, acknowledged the other", Case((Held("a"),), (Ask("guide-b"),)),
        ["AcknowledgementMissing"]),
    Example("expired by the clock alone", Case((Held("a", "valid", 0),), (Ask("guide-a"),)), ["CertificateExpired"]),
    Example("suspended counts before its end", Case((Held("a", "suspended", -1),), (Ask("guide-a"),)),
        ["CertificateSuspended"]),
    Example("revoked is missing", Case((Held("a", "revoked"),), (Ask("guide-a"),)), ["CertificateMissing"]),
    Example("the latest certificate of a scheme counts",
        Case((Held("a", "valid", None, -9), Held("a", "revoked", None, -1)), (Ask("guide-a"),)),
        ["CertificateMissing"]),
    Example("the latest ask of a guideline counts", Case((Held("a"),), (Ask("guide-a"), Ask("guide-a", "open"))),
        ["AcknowledgementMissing"]),
    Example("grace", Case((Held("a"),), (Ask("guide-a", "open", True, 1),)), []),
    Example("grace is over", Case((Held("a"),), (Ask("guide-a", "open", True, 0),)), ["AcknowledgementMissing"]),
    Example("nothing yet", Case(), ["CertificateMissing", "AcknowledgementMissing"]),
    Example("acknowledged and no certificate", Case((), (Ask("guide-b"),)), ["CertificateMissing"]),
    Example("above all of them", Case((), (), False, True),
        ["PersonInactive", "Suspended", "CertificateMissing", "AcknowledgementMissing"]),
    Example("inactive alone", Case((Held("a"),), (Ask("guide-a"),), False), ["PersonInactive"]),
    Example("suspended until tomorrow", Case((Held("a"),), (Ask("guide-a"),), True, True, 1), ["Suspended"]),
    Example("suspended until now", Case((Held("a"),), (Ask("guide-a"),), True, True, 0), []),
]  # fmt: skip
FREE = [
    Example("a scheme without a guideline", Case((Held("free"),)), []),
    Example("and none is held", Case(), ["CertificateMissing"]),
    Example("a guideline that nobody wrote", Case((Held("unknown"),)), ["AcknowledgementMissing"]),
    *(example for example in EXAMPLES if example.answer != ["CertificateMissing", "AcknowledgementMissing"]
        and "CertificateMissing" not in example.answer),
]  # fmt: skip
NOTHING_ASKED = [
    Example("no scheme at all", Case(), ["CertificateMissing"]),
    Example("no scheme and suspended", Case((), (), True, True), ["Suspended", "CertificateMissing"]),
    Example("a certificate of a scheme nobody published here", Case((Held("a"),)), ["CertificateMissing"]),
]
DAYS = st.sampled_from([-1, 0, 1])
STATES = st.sampled_from(["valid", "suspended", "expired", "revoked"])
HELD = st.builds(Held, st.sampled_from(sorted(ALL_SCHEMES)), STATES, st.none() | DAYS, st.sampled_from([-3, -2]))
ASKS = st.builds(
    Ask,
    st.sampled_from(["guide-a", "guide-b"]),
    st.sampled_from(["open", "accepted", "declined", "superseded"]),
    st.booleans(),
    DAYS,
)
CASES = st.lists(
    st.builds(
        Case,
        st.lists(HELD, max_size=4).map(tuple),
        st.lists(ASKS, max_size=3).map(tuple),
        st.booleans() | st.just(True),
        st.booleans(),
        st.none() | DAYS,
    ),
    min_size=10,
    max_size=30,
)
FEW = settings(
    max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink]
)
WORLDS = pytest.mark.parametrize(
    ("schemes", "examples"), [(SOME_SCHEMES, EXAMPLES), (ALL_SCHEMES, FREE), ({}, NOTHING_ASKED)]
)


def in_days(days: int | None) -> datetime | None:
    return None if days is None else NOW + timedelta(days=days)


def facts_of(case: Case, schemes: dict[str, str | None]) -> Facts:
    """What is known of the person, put together without a database."""
    known = []
    for scheme, guideline in schemes.items():
        held = sorted((one.issued, place, one) for place, one in enumerate(case.held) if one.scheme == scheme)
        asks = [ask for ask in case.asks if ask.guideline == guideline]
        certificate = (None, held[-1][2].state, in_days(held[-1][2].until)) if held else (None, None, None)
        ask = (None, asks[-1].state, in_days(asks[-1].due), asks[-1].held_before) if asks else ()
        known.append(SchemeFacts(scheme, guideline, *certificate, *ask))
    return Facts(case.active, case.suspended, in_days(case.suspended_until), known)


class Directory:
    """People with certificates and asks, as rows."""

    def __init__(self, session: Any) -> None:
        self.session = session
        self.guidelines: dict[str, UUID] = {}

    async def schemes(self, schemes: dict[str, str | None]) -> None:
        """The schemes that there are, and the guidelines that somebody wrote."""
        for code, guideline in schemes.items():
            await self.session.execute(
                text("INSERT INTO schemes (code, guideline_code, published) VALUES (:code, :guideline, true)"),
                {"code": code, "guideline": guideline},
            )
        for code in ("guide-a", "guide-b"):
            self.guidelines[code] = uuid4()
            await self.session.execute(
                text("INSERT INTO guidelines (id, code, title, latest, version, created_by, created_at) "
                     "VALUES (:id, :code, '{}', 0, 1, 'x', :now)"),
                {"id": self.guidelines[code], "code": code, "now": NOW},
            )  # fmt: skip

    async def add(self, cases: Sequence[Case]) -> list[UUID]:
        """A person for each case, in order."""
        people, held, asks, suspended = [], [], [], []
        for case in cases:
            person = uuid4()
            people.append({"id": person, "active": case.active, "number": next(NUMBERS)})
            held += [
                {"id": UUID(int=next(NUMBERS)), "person": person, "scheme": one.scheme, "state": one.state,
                 "issued": in_days(one.issued), "until": in_days(one.until), "now": NOW} for one in case.held
            ]  # fmt: skip
            asks += [
                {"id": uuid4(), "person": person, "guideline": self.guidelines[ask.guideline], "turn": turn,
                 "state": ask.state, "held": ask.held_before, "due": in_days(ask.due), "now": NOW}
                for turn, ask in enumerate(case.asks, 1)
            ]  # fmt: skip
            if case.suspended:
                until = in_days(case.suspended_until)
                suspended.append({"id": uuid4(), "person": person, "until": until, "at": NOW - timedelta(days=9)})
        for statement, rows in ((PERSON, people), (CERTIFICATE, held), (ASKED, asks), (SUSPENSION, suspended)):
            if rows:
                await self.session.execute(text(statement), rows)
        return [person["id"] for person in people]

    async def rights(self, cases: Sequence[Case]) -> list[list[str]]:
        """What the statement for many people says of each."""
        people = await self.add(cases)
        rows = await run(self.session, queries.RIGHTS.rows(people=people, now=NOW))
        assert all(row.allowed == (row.missing == []) for row in rows)
        found = {row.id: row.missing for row in rows}
        return [found[person] for person in people]

    async def checks(self, cases: Sequence[Case], network: str | None = None) -> list[list[str]]:
        """What the check says of each, one by one."""
        people = await self.add(cases)
        return [list(right(await queries.facts(self.session, person, network), NOW).missing) for person in people]


PERSON = (
    "INSERT INTO people (id, employee_number, user_name, given_name, family_name, email, locale, roles, active) VALUES "
    "(:id, 'T-' || :number, 't-' || :number, 'G', 'F', 't' || :number || '@example.org', 'en', '{employee}', :active)"
)
CERTIFICATE = (
    "INSERT INTO certificate_facts (certificate_id, person_id, scheme_code, state, issued_at, valid_until, told_at) "
    "VALUES (:id, :person, :scheme, :state, :issued, :until, :now)"
)
ASKED = (
    "INSERT INTO acknowledgements (id, person_id, guideline_id, turn, version_id, version_number, content_hash, state, "
    "held_before, lapsed, asked_because, asked_roles, asked_at, due_at, accepted, receipt_id) "
    "SELECT :id, :person, :guideline, :turn, :id, 1, '0', s, :held, false, 'published', '{}', :now, :due, "
    "CASE s WHEN 'accepted' THEN true WHEN 'declined' THEN false END, "
    "CASE WHEN s IN ('accepted', 'declined') THEN gen_random_uuid() END FROM (SELECT CAST(:state AS text) AS s) AS said"
)
SUSPENSION = (
    "INSERT INTO speaking_suspensions (id, person_id, reason, until, suspended_by, suspended_at) "
    "VALUES (:id, :person, 'x', :until, 'x', :at)"
)


@WORLDS
@given(generated=CASES)
@FEW
async def test_both_forms_agree(
    session: Any, schemes: dict[str, str | None], examples: list[Any], generated: list[Case]
) -> None:
    def in_python(case: Case) -> list[str]:
        return list(right(facts_of(case, schemes), NOW).missing)

    directory = Directory(session)
    async with session.begin_nested() as undone:
        await directory.schemes(schemes)
        for in_sql in (directory.rights, directory.checks):
            await compare(in_python, in_sql, examples=examples, generated=generated)
        await undone.rollback()


@given(generated=CASES)
@FEW
async def test_a_policy_means_the_same_to_a_check_and_to_the_list_of_networks(
    session: Any, generated: list[Case]
) -> None:
    directory = Directory(session)
    async with session.begin_nested() as undone:
        await directory.schemes(ALL_SCHEMES)
        for network, counting in POLICIES.items():
            await session.execute(
                text("INSERT INTO speaking_policies (network, schemes, version, updated_by, updated_at) "
                     "VALUES (:network, :schemes, 1, 'x', :now)"),
                {"network": network, "schemes": counting, "now": NOW},
            )  # fmt: skip
        for network, counting in POLICIES.items():

            def in_python(case: Case, counting: list[str] = counting) -> list[str]:
                return list(right(on_network(facts_of(case, ALL_SCHEMES), counting), NOW).missing)

            async def in_sql(cases: Sequence[Case], network: str = network) -> list[list[str]]:
                return await directory.checks(cases, network)

            await compare(in_python, in_sql, examples=ON_NETWORK[network], generated=generated)
        await undone.rollback()


POLICIES = {"linkedin": ["a"], "x": ["b", "free", "gone"], "bluesky": []}
HOLDS_B = Case((Held("b"),), (Ask("guide-b"),))
GONE = Case((), (), False)
ON_NETWORK = {
    "linkedin": [
        Example("another scheme does not count", HOLDS_B, ["CertificateMissing", "AcknowledgementMissing"]),
        Example("the one that counts", Case((Held("a"),), (Ask("guide-a"),)), []),
    ],
    "x": [Example("it counts here", HOLDS_B, []), Example("who holds none", Case(), ["CertificateMissing"])],
    "bluesky": [
        Example("no scheme counts", HOLDS_B, ["CertificateMissing"]),
        Example("nor does it for who left", GONE, ["PersonInactive", "CertificateMissing"]),
    ],
}


async def test_the_event_of_a_lapse_says_what_the_check_says(session: Any, published: Any) -> None:
    directory = Directory(session)
    await directory.schemes(SOME_SCHEMES)
    (person,) = await directory.add([SMALL])
    await session.execute(
        text("INSERT INTO speaking_rights (person_id, allowed, since) VALUES (:person, true, :now)"),
        {"person": person, "now": NOW},
    )
    await refresh(session, [person], "CertificateSuspended", NOW)
    (told,) = await published(SpeakingRightLapsed.type)
    checked = right(await queries.facts(session, person, None), NOW)
    assert told["data"]["missing"] == ["CertificateSuspended", "AcknowledgementMissing"] == list(checked.missing)
