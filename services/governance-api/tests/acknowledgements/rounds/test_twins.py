"""Who is asked and who is current: the rules in Python, and the conditions that ask a crowd in SQL."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from governance_api.acknowledgements.acknowledgements.queries import ASKS, CLAUSES
from governance_api.acknowledgements.acknowledgements.queries import is_current as current_in_sql
from governance_api.acknowledgements.acknowledgements.rules import is_current
from governance_api.acknowledgements.rounds import queries, rules
from governance_api.guidelines.clauses import rules as changes
from governance_api.guidelines.clauses.rules import Reach, concerns
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from service_kit.data.statements import Statement, as_json, run
from service_kit.data.statements import given as given_rows
from service_kit.domain.audience import means
from service_kit.domain.twins import Example, compare
from sqlalchemy import Boolean, Integer, Text, Uuid, column, not_, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

ONE = UUID(int=1)
NOW = datetime(2026, 10, 24, 12, tzinfo=UTC)
"""The day before clocks change in Europe: a due date two days on is 48 hours away."""
FEW = settings(
    max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink]
)
NAMES = st.sampled_from(["employee", "manager", "Manager", "", "é"])
ROLES = st.lists(NAMES, max_size=3)


@dataclass(frozen=True)
class Somebody:
    """A person without a database."""

    department: str | None = None
    division: str | None = None
    location: str | None = None
    job_profile: str | None = None
    roles: tuple[str, ...] = ()


PERSON = (
    *(column(name, Text) for name in ("department", "division", "location", "job_profile")),
    column("roles", ARRAY(Text)),
)
ATTRIBUTE = st.none() | st.sampled_from(["Sales", "sales", ""])
PEOPLE = st.builds(Somebody, ATTRIBUTE, ATTRIBUTE, ATTRIBUTE, ATTRIBUTE, ROLES.map(tuple))
EVERYONE = {"everyone": True}
NAMED = st.lists(st.sampled_from(["Sales", "sales", "Press"]), max_size=2, unique=True)
AUDIENCES = st.just(EVERYONE) | st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("departments", "divisions", "locations", "job_profiles"), NAMED) | {"roles": ROLES}
)


def some(*roles: str, **lists: list[str]) -> dict[str, Any]:
    """The audience of these roles, and of other lists."""
    return lists | ({"roles": list(roles)} if roles else {}) or EVERYONE


def holding(*roles: str, **others: str) -> Somebody:
    """A person with these roles."""
    return Somebody(roles=roles, **others)


def rows_of(*columns: Any) -> Any:
    """Rows with these columns, as a table to ask."""
    return given_rows("rows", column("place", Integer), *columns)


async def asked(session: Any, answer: Any, of: Any, rows: Sequence[dict[str, Any]], **values: Any) -> list[Any]:
    """What a condition says of each row, in order."""
    numbered = [{"place": place, **row} for place, row in enumerate(rows)]
    statement = Statement(select(answer.label("answer")).select_from(of).order_by(of.c.place))
    return await run(session, statement.values(rows=as_json(numbered), **values))


@dataclass(frozen=True)
class Latest:
    """A person's latest ask of a guideline, due so many hours from now; None: never asked."""

    state: str | None
    held_before: bool = False
    lapsed: bool = False
    hours: int = 1

    def row(self) -> dict[str, Any]:
        return {**asdict(self), "due_at": NOW + timedelta(hours=self.hours)}


LATEST = rows_of(*(ASKS.c[name] for name in ("state", "held_before", "lapsed", "due_at", "replaced_in")))
LATESTS = st.lists(
    st.builds(
        Latest,
        st.sampled_from([None, "open", "accepted", "declined", "superseded"]),
        st.booleans(),
        st.booleans(),
        st.sampled_from([-1, 0, 1, 47, 48, 49]),
    ),
    min_size=20,
    max_size=40,
)


@given(generated=LATESTS)
@FEW
async def test_who_is_current(session: Any, generated: list[Latest]) -> None:
    def in_python(case: Latest) -> bool:
        due_at = NOW + timedelta(hours=case.hours)
        return is_current(case.state, due_at=due_at, held_before=case.held_before, now=NOW)

    async def in_sql(cases: Sequence[Latest]) -> list[bool]:
        return await asked(session, current_in_sql(LATEST), LATEST, [case.row() for case in cases], now=NOW)

    examples = [
        Example("accepted, whenever it was due", Latest("accepted", hours=-1), True),
        Example("declined", Latest("declined", True), False),
        Example("open for the first time", Latest("open"), False),
        Example("open in grace", Latest("open", True), True),
        Example("grace ends at its due date", Latest("open", True, hours=0), False),
        Example("never asked", Latest(None, True), False),
        Example("no longer asked", Latest("superseded", True), False),
    ]
    await compare(in_python, in_sql, examples=examples, generated=generated)


@given(generated=LATESTS)
@FEW
async def test_the_grace_and_the_due_date_of_the_next_ask(session: Any, generated: list[Latest]) -> None:
    """The statement sees what was open until now as ended in this round of asking."""

    def in_python(case: Latest) -> tuple[bool, datetime]:
        held = rules.held_before(case.state, latest_held=case.held_before, latest_lapsed=case.lapsed)
        earlier = NOW + timedelta(hours=case.hours) if case.state == "open" else None
        return held, rules.due_at(NOW, 2, earlier)

    async def in_sql(cases: Sequence[Latest]) -> list[tuple[bool, datetime]]:
        rows = [
            {**case.row(), "replaced_in": ONE, "state": "superseded"} if case.state == "open" else case.row()
            for case in cases
        ]
        held = await asked(session, queries.held_before(LATEST), LATEST, rows, ask=ONE)
        due_at = await asked(session, queries.due_at(LATEST, 2), LATEST, rows, ask=ONE, now=NOW)
        return list(zip(held, due_at, strict=True))

    in_two_days, in_an_hour = NOW + timedelta(days=2), NOW + timedelta(hours=1)
    examples = [
        Example("never asked", Latest(None), (False, in_two_days)),
        Example("accepted", Latest("accepted"), (True, in_two_days)),
        Example("declined", Latest("declined", True), (False, in_two_days)),
        Example("open keeps its earlier date", Latest("open"), (False, in_an_hour)),
        Example("open in grace keeps both", Latest("open", True), (True, in_an_hour)),
        Example("grace whose end was told", Latest("open", True, True), (False, in_an_hour)),
        Example("open for longer is due sooner now", Latest("open", hours=49), (False, in_two_days)),
        Example("ended in an earlier round", Latest("superseded", True), (False, in_two_days)),
    ]
    await session.execute(text("SET LOCAL TimeZone = 'Europe/Brussels'"))
    await compare(in_python, in_sql, examples=examples, generated=generated)


@dataclass(frozen=True)
class Touch:
    """Changes of clauses, and a person."""

    changes: tuple[Reach, ...]
    person: Somebody


REACHES = st.builds(Reach, st.none() | AUDIENCES, st.none() | AUDIENCES, st.booleans())
TOUCHES = st.lists(st.builds(Touch, st.lists(REACHES, max_size=3).map(tuple), PEOPLE), min_size=20, max_size=40)


@given(generated=TOUCHES)
@FEW
async def test_whom_a_change_touches(session: Any, generated: list[Touch]) -> None:
    def in_python(case: Touch) -> bool:
        return changes.touched_by(case.changes, case.person)

    async def in_sql(cases: Sequence[Touch]) -> list[bool]:
        rows = [
            {"changes": [change.as_json() for change in case.changes], **asdict(case.person),
             "everyone": changes.touches_everyone(case.changes)} for case in cases
        ]  # fmt: skip
        people = rows_of(column("changes", JSONB), column("everyone", Boolean), *PERSON)
        condition = queries.touched(people.c.changes, people)
        by_row = await asked(session, condition, people, rows)
        shortcut = await asked(session, or_(people.c.everyone, condition), people, rows)
        assert by_row == shortcut, "who is touched by what touches everyone"
        return by_row

    nobody, manager = holding(), holding("employee", "manager", department="Sales")
    press, sales = some("manager", departments=["Press"]), some("manager", departments=["Press", "Sales"])
    examples = [
        Example("nothing changed", Touch((), manager), False),
        Example("a clause for everyone came", Touch((Reach(None, some(), True),), nobody), True),
        Example("a clause for others came", Touch((Reach(None, some("executive"), True),), manager), False),
        Example("a clause of theirs went", Touch((Reach(some("manager"), None, True),), manager), True),
        Example("it says something else", Touch((Reach(some("manager"), some("x"), True),), manager), True),
        Example("its roles moved to them", Touch((Reach(some("x"), some("manager"), False),), manager), True),
        Example("its roles left them", Touch((Reach(some("manager"), some("x"), False),), manager), True),
        Example("its roles moved around them", Touch((Reach(some(), some("manager"), False),), manager), False),
        Example("from everyone to others", Touch((Reach(some(), some("x"), False),), nobody), True),
        Example("letters are compared as they are", Touch((Reach(None, some("Manager"), True),), manager), False),
        Example("each list must fit", Touch((Reach(None, press, True),), manager), False),
        Example("their department joined it", Touch((Reach(press, sales, False),), manager), True),
        Example("it left another department", Touch((Reach(sales, some("manager"), False),), manager), False),
    ]
    await compare(in_python, in_sql, examples=examples, generated=generated)


@dataclass(frozen=True)
class AClause:
    """A clause without a database."""

    clause_id: UUID = ONE
    position: int = 1
    type: str = "do"
    scope: str = "work"
    applies_to: dict[str, Any] = field(default_factory=lambda: EVERYONE, hash=False)
    audience_groups: tuple[str, ...] = ()
    text: dict[str, str] = field(default_factory=lambda: {"en": "Words."}, hash=False)
    reason: Any = None
    owner_id: UUID | None = None
    review_on: Any = None


CLAUSE = st.builds(
    AClause,
    clause_id=st.integers(1, 3).map(lambda number: UUID(int=number)),
    type=st.sampled_from(["do", "dont"]),
    scope=st.sampled_from(["work", "private"]),
    applies_to=AUDIENCES,
    audience_groups=st.lists(st.sampled_from(["press", "Press"]), max_size=3).map(tuple),
    text=st.dictionaries(st.sampled_from(["en", "nl"]), st.sampled_from(["a", "A", "a ", ""]), max_size=2),
)
PAIRS = st.lists(st.tuples(CLAUSE, CLAUSE), min_size=20, max_size=40)


COMPARED = [CLAUSES.c[name] for name in ("type", "scope", "audience_groups", "text")]
BEFORE, AFTER = (given_rows(name, column("place", Integer), *COMPARED) for name in ("before", "after"))
CHANGED = Statement(
    select(not_(queries.same_meaning(BEFORE, AFTER)).label("changed"))
    .join_from(BEFORE, AFTER, BEFORE.c.place == AFTER.c.place)
    .order_by(BEFORE.c.place)
)


@given(generated=PAIRS)
@FEW
async def test_whether_a_meaning_changed(session: Any, generated: list[tuple[AClause, AClause]]) -> None:
    def in_python(case: tuple[AClause, AClause]) -> bool:
        return changes.meaning_changed(*case)

    async def in_sql(cases: Sequence[tuple[AClause, AClause]]) -> list[bool]:
        before, after = (
            [{"place": place, **asdict(pair[side])} for place, pair in enumerate(cases)] for side in (0, 1)
        )
        return await run(session, CHANGED.values(before=as_json(before), after=as_json(after)))

    clause = AClause(audience_groups=("press", "staff"), text={"en": "Words.", "nl": "Woorden."})
    groups = AClause(audience_groups=("staff", "press", "press"), text=clause.text)
    examples = [
        Example("the same", (clause, clause), False),
        Example("another order and a name twice", (clause, groups), False),
        Example("a new translation", (AClause(), AClause(text={"en": "Words.", "fr": "Mots."})), False),
        Example("a translation that went", (AClause(text={"en": "Words.", "fr": "Mots."}), AClause()), False),
        Example("a corrected text", (AClause(), AClause(text={"en": "Other words."})), True),
        Example("no language in common", (AClause(), AClause(text={"fr": "Words."})), True),
        Example("no text at all", (AClause(text={}), AClause(text={})), True),
        Example("another type", (AClause(), AClause(type="dont")), True),
        Example("another scope", (AClause(), AClause(scope="private")), True),
        Example("one group more", (AClause(), AClause(audience_groups=("press",))), True),
        Example("for others, other owner", (AClause(), AClause(applies_to=some("x"), owner_id=UUID(int=4))), False),
    ]
    await compare(in_python, in_sql, examples=examples, generated=generated)


@dataclass(frozen=True)
class Move:
    """A person as they were and as they are, the version last asked and the one in force."""

    asked: tuple[AClause, ...]
    then: Somebody
    in_force: tuple[AClause, ...]
    now: Somebody


VERSION = st.lists(CLAUSE, max_size=3, unique_by=lambda clause: clause.clause_id).map(tuple)
MOVES = st.lists(st.builds(Move, VERSION, PEOPLE, VERSION, PEOPLE), min_size=10, max_size=20)
VERSION_ROW = text(
    "INSERT INTO guideline_versions (id, guideline_id, number, state, author_ids, version, created_by, created_at) "
    "VALUES (:id, :guideline, :number, 'draft', '{}', 1, 'x', :now)"
)
CLAUSE_ROW = text(
    "INSERT INTO guideline_clauses (id, clause_id, version_id, position, type, scope, applies_to, audience_groups, "
    "text, source_language, stamps, version) VALUES (gen_random_uuid(), :clause_id, :version_id, :position, :type, "
    ":scope, CAST(:applies_to AS jsonb), :audience_groups, CAST(:text AS jsonb), 'en', '{}', 1)"
)


def kept_as(audience: dict[str, Any]) -> dict[str, Any]:
    """An audience as a column keeps it: no empty list, and everyone where nothing is named."""
    return {name: names for name, names in audience.items() if names} or EVERYONE


async def versions_of(session: Any, cases: Sequence[Move]) -> list[dict[str, Any]]:
    """Two versions for each case, as rows: the one asked and the one in force."""
    guideline, found = uuid4(), []
    versions: list[dict[str, Any]] = []
    clauses: list[dict[str, Any]] = []
    await session.execute(
        text("INSERT INTO guidelines (id, code, title, latest, version, created_by, created_at) "
             "VALUES (:id, CAST(:id AS text), '{}', 0, 1, 'x', :now)").bindparams(id=guideline, now=NOW)
    )  # fmt: skip
    for case in cases:
        pair = []
        for side in (case.asked, case.in_force):
            pair.append(uuid4())
            versions.append({"id": pair[-1], "guideline": guideline, "number": len(versions) + 1, "now": NOW})
            for clause in side:
                kept = {"applies_to": json.dumps(kept_as(clause.applies_to)), "text": json.dumps(clause.text)}
                groups = list(clause.audience_groups)
                clauses.append({**asdict(clause), **kept, "audience_groups": groups, "version_id": pair[-1]})
        then = {f"asked_{name}": value for name, value in asdict(case.then).items()}
        found.append({"version_id": pair[0], "in_force": pair[1], **then, **asdict(case.now)})
    await session.execute(VERSION_ROW, versions)
    if clauses:
        await session.execute(CLAUSE_ROW, clauses)
    return found


@given(generated=MOVES)
@FEW
async def test_whom_new_roles_bring_something_new(session: Any, generated: list[Move]) -> None:
    def in_python(case: Move) -> bool:
        return changes.new_to(case.asked, case.then, case.in_force, case.now)

    async def in_sql(cases: Sequence[Move]) -> list[bool]:
        async with session.begin_nested() as undone:
            rows = await versions_of(session, cases)
            then = [column(f"asked_{one.name}", one.type) for one in PERSON]
            people = rows_of(column("version_id", Uuid), column("in_force", Uuid), *then, *PERSON)
            found = await asked(session, queries.new_to(people.c.in_force, people, people), people, rows)
            await undone.rollback()
        return found

    everyone, employee, manager, nobody = AClause(), holding("employee"), holding("manager"), holding()
    managers = AClause(UUID(int=2), applies_to=some("manager"))
    other = AClause(UUID(int=2), applies_to=some("manager"), text={"en": "Other words."})
    sales = AClause(UUID(int=2), applies_to=some("manager", departments=["Sales"]))
    seller = holding("manager", department="Sales")
    examples = [
        Example("nothing moved", Move((everyone,), employee, (everyone,), employee), False),
        Example("a role that brings a clause", Move((everyone, managers), nobody, (everyone, managers), manager), True),
        Example("a role that takes one", Move((managers,), manager, (managers,), nobody), False),
        Example("it changed while they were away", Move((managers,), manager, (other,), manager), True),
        Example("it changed for others", Move((managers,), manager, (other,), employee), False),
        Example("it came while they were away", Move((), nobody, (everyone,), nobody), True),
        Example("its roles widened around them", Move((managers,), manager, (AClause(UUID(int=2)),), manager), False),
        Example("a department that brings a clause", Move((sales,), manager, (sales,), seller), True),
        Example("a department that takes one", Move((sales,), seller, (sales,), manager), False),
    ]
    await compare(in_python, in_sql, examples=examples, generated=generated)


@dataclass(frozen=True)
class Concern:
    """The audience of a clause, and a person."""

    clause: dict[str, Any]
    person: Somebody


@given(generated=st.lists(st.builds(Concern, AUDIENCES, PEOPLE), min_size=20, max_size=40))
@FEW
async def test_whom_a_clause_concerns(session: Any, generated: list[Concern]) -> None:
    async def in_sql(cases: Sequence[Concern]) -> list[bool]:
        rows = [{"clause": case.clause, **asdict(case.person)} for case in cases]
        people = rows_of(column("clause", JSONB), *PERSON)
        return await asked(session, means(people.c.clause, people.c), people, rows)

    examples = [
        Example("everyone", Concern(some(), holding()), True),
        Example("one role in common", Concern(some("manager", "x"), holding("employee", "manager")), True),
        Example("none in common", Concern(some("manager"), holding("Manager", "")), False),
        Example("a person without roles", Concern(some("manager"), holding()), False),
        Example("each list fits", Concern(some("x", locations=["Gent"]), holding("x", location="Gent")), True),
        Example("one list fits", Concern(some("x", locations=["Gent"]), holding("x", location="Aalst")), False),
    ]
    await compare(lambda case: concerns(case.clause, case.person), in_sql, examples=examples, generated=generated)
