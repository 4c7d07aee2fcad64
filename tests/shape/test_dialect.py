"""The three services speak one dialect, and each rule of it bites."""

from pathlib import PurePosixPath

import pytest

from tests.shape import dialect
from tests.shape.dialect import DIALECT
from tests.shape.rules import Rule, Source
from tests.shape.test_shape import sources

PACKAGE = "services/training-api/src/training_api"
ROOM = f"{PACKAGE}/area/things"
FREE = "free = exists().where(seats.c.signoff_id == signoffs.c.id)"
TURN = f"def turn():\n    {FREE}\n    return and_(signoffs.c.running, free)\n"
ENDPOINT = "@router.get('')\nasync def read({}): ..."
GUARDED = "Reader = Annotated[Actor, Needs('x')]\n"


@pytest.mark.parametrize("rule", DIALECT, ids=lambda rule: rule.__name__)
def test_the_services_keep_to_the_dialect(rule: Rule) -> None:
    faults = [f"{source.path}:{fault}" for source in sources() for fault in rule(source)]
    assert not faults, f"{rule.__doc__}\n" + "\n".join(faults)


SEEDED: list[tuple[Rule, str, str]] = [
    (dialect.rooms_hold_seven_kinds_of_file, f"{ROOM}/wording.py", ""),
    (dialect.rooms_hold_seven_kinds_of_file, f"{PACKAGE}/networks.py", ""),
    (dialect.migrations_are_named_by_their_day, f"{PACKAGE}/migrations/versions/0007_more.py", ""),
    (dialect.refusals_stand_in_rules, f"{ROOM}/actions.py", "class Late(Refusal): ..."),
    (dialect.refusals_stand_in_rules, f"{ROOM}/queries.py", "class Unknown(errors.Malformed): ..."),
    (dialect.refusals_bring_no_sentence, f"{ROOM}/rules.py", "raise Malformed('It is late.')"),
    (dialect.refusals_bring_no_sentence, f"{ROOM}/actions.py", "raise Missing(f'{name} is gone.')"),
    (dialect.refusals_bring_no_sentence, f"{ROOM}/actions.py", "fault = Missing(detail='gone')"),
    (dialect.refusals_bring_no_sentence, f"{ROOM}/schemas.py", "raise ValueError('too late')"),
    (dialect.statements_are_made_once, f"{ROOM}/queries.py", "async def f(on): await run(on, Statement(S).rows())"),
    (dialect.statements_are_made_once, f"{ROOM}/queries.py", "def f(): return Statement(select(x)).first(id=1)"),
    (dialect.statements_are_made_once, f"{ROOM}/queries.py", "async def f(on):\n    made = ReaderStatement(build)"),
    (dialect.rooms_ask_by_statements, f"{ROOM}/queries.py", "async def f(session): await session.execute(S)"),
    (dialect.rooms_ask_by_statements, f"{ROOM}/actions.py", "async def f(session): await session.get(Thing, 1)"),
    (dialect.rooms_ask_by_statements, f"{ROOM}/endpoints.py", "async def read(session: ReadSession): ..."),
    (
        dialect.what_is_asked_of_a_row_names_its_table,
        f"{ROOM}/queries.py",
        TURN + "x = select(turn()).correlate(signoffs).scalar_subquery()",
    ),
    (dialect.what_is_asked_of_a_row_names_its_table, f"{ROOM}/queries.py", TURN + "x = select(a, for_each(turn()))"),
    (dialect.what_is_asked_of_a_row_names_its_table, f"{ROOM}/queries.py", f"{FREE}\nx = select(a, free.label('f'))"),
    (
        dialect.what_is_asked_of_a_row_names_its_table,
        f"{ROOM}/queries.py",
        "x = select(func.count()).where(select(b).where(b.c.a == a.c.a).exists()).scalar_subquery()",
    ),
    (
        dialect.endpoints_take_their_parameters_in_one_order,
        f"{ROOM}/endpoints.py",
        GUARDED + ENDPOINT.format("session: ReadSession, actor: Reader"),
    ),
    (
        dialect.endpoints_take_their_parameters_in_one_order,
        f"{ROOM}/endpoints.py",
        GUARDED + ENDPOINT.format("actor: Reader, body: ChangeThing"),
    ),
    (
        dialect.endpoints_take_their_parameters_in_one_order,
        f"{ROOM}/endpoints.py",
        ENDPOINT.format("response: Response, now: Now"),
    ),
    (
        dialect.endpoints_take_their_parameters_in_one_order,
        f"{ROOM}/endpoints.py",
        GUARDED + ENDPOINT.format("thing_id: UUID, session: WriteSession, match: IfSeen"),
    ),
]

RIGHT: list[tuple[Rule, str, str]] = [
    (dialect.rooms_hold_seven_kinds_of_file, f"{ROOM}/rules.py", ""),
    (dialect.rooms_hold_seven_kinds_of_file, f"{PACKAGE}/followers.py", ""),
    (dialect.statements_are_made_once, f"{ROOM}/queries.py", "_ALL = Statement(S)\ndef f(): return _ALL.rows()"),
    (dialect.statements_are_made_once, f"{ROOM}/queries.py", "def _of(x):\n    return Statement(x)\n_ALL = _of(S)"),
    (
        dialect.what_is_asked_of_a_row_names_its_table,
        f"{ROOM}/queries.py",
        f"{FREE}.correlate(signoffs)\nx = select(a, free.label('f')).where(exists().where(b.c.a == a.c.a))",
    ),
    (dialect.what_is_asked_of_a_row_names_its_table, f"{ROOM}/queries.py", "x = select(exists().where(a.c.b))"),
    (dialect.rooms_ask_by_statements, f"{ROOM}/queries.py", "async def f(session): await run(session, S.rows())"),
    (dialect.rooms_ask_by_statements, f"{PACKAGE}/siblings/governance.py", "session.execute(S)"),
    (dialect.rooms_hold_seven_kinds_of_file, f"{PACKAGE}/siblings/governance.py", ""),
    (dialect.migrations_are_named_by_their_day, f"{PACKAGE}/migrations/versions/2026_11_29_more.py", ""),
    (dialect.refusals_stand_in_rules, f"{ROOM}/rules.py", "class Late(Refusal): ..."),
    (dialect.refusals_bring_no_sentence, f"{ROOM}/rules.py", "raise Malformed(case='late', pointer='/at')"),
    (dialect.refusals_bring_no_sentence, "libs/service-kit/src/service_kit/a.py", "raise Malformed('It is late.')"),
    (
        dialect.endpoints_take_their_parameters_in_one_order,
        f"{ROOM}/endpoints.py",
        GUARDED
        + ENDPOINT.format(
            "thing_id: UUID, body: ChangeThing, match: IfSeen, actor: Reader, session: WriteSession, now: Now, "
            "response: Response, lines: Annotated[int, Query()] = 3"
        ),
    ),
]


@pytest.mark.parametrize(("rule", "path", "text"), SEEDED)
def test_each_rule_finds_a_seeded_fault(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source(PurePosixPath(path), text)))


@pytest.mark.parametrize(("rule", "path", "text"), RIGHT)
def test_each_rule_leaves_what_is_right(rule: Rule, path: str, text: str) -> None:
    assert not list(rule(Source(PurePosixPath(path), text)))


def test_every_rule_of_the_dialect_is_seeded() -> None:
    assert {rule for rule, *_rest in SEEDED} == {rule for rule, *_rest in RIGHT} == set(DIALECT)
