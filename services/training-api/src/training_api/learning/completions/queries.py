"""Every SELECT on completions; `visible_to` is here. What was reversed does not count, its entries stay."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, Connected, Statement, as_json, given, inserting, pipeline, run
from service_kit.domain.collections import By, Collection, Wanted, keys_of, page_statement
from service_kit.domain.filters import equals, selects, within_days
from service_kit.domain.readers import ReaderStatement
from service_kit.events.feed_state import INSTANT, Things
from service_kit.identity.auth import Actor, Reader
from service_kit.identity.matching import PEOPLE
from service_kit.web.pages import cut, position
from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    column,
    exists,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSQUERY, distinct_on, insert

from training_api.catalogue.modules.queries import modules
from training_api.catalogue.prerequisites.queries import levels_asked, prerequisites
from training_api.catalogue.tracks.rules import State
from training_api.catalogue.tracks.schemas import SoughtCode
from training_api.catalogue.waivers.queries import waivers
from training_api.catalogue.waivers.rules import State as WaiverState
from training_api.directory.hierarchy.queries import own_or_reports
from training_api.directory.people.queries import Short, beginnings, is_named
from training_api.learning.completions import rules
from training_api.learning.completions.rules import Source
from training_api.learning.completions.tables import Completion

completions = Completion.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
taken_back = completions.alias("taken_back")

# What followers keep of a completion; the entry that takes one back is told as a fact of the first.
REPLICATED = Things(
    kind="completion",
    source="completions c JOIN modules m ON m.id = c.module_id LEFT JOIN completions r ON r.reverses = c.id",
    key="c.id",
    where="c.reverses IS NULL",
    facts=f"jsonb_build_array(c.person_id, c.module_id, {INSTANT.format('c.completed_at')}, r.id IS NOT NULL)",
)
REPLICATED_COLUMNS = (
    "c.id, c.person_id, c.module_id, m.code AS module_code, c.credits, c.minutes, c.source, c.completed_at, "
    "c.recorded_at, r.recorded_at AS reversed_at"
)


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Those who keep completions see all, managers also their reports', everyone their own."""
    if rules.keeps_completions(actor):
        return true()
    return own_or_reports(actor, completions.c.person_id)


def _coded(code: Any) -> ColumnElement[UUID]:
    """The module's id, found first: the index on it has the order of the list."""
    return select(modules.c.id).where(modules.c.code == code).scalar_subquery()


def _had(row: Any) -> ColumnElement[Any]:
    """The modules that somebody had completed at the moment of a row, as what a text search query is asked of."""
    earlier, undone = completions.alias("earlier"), completions.alias("undone")
    reversal = exists().where(undone.c.reverses == earlier.c.id).correlate(earlier)
    done = select(cast(earlier.c.module_id, Text)).where(
        earlier.c.person_id == row.c.person_id,
        earlier.c.completed_at <= row.c.completed_at,
        earlier.c.reverses.is_(None),
        ~reversal,
    )
    return func.array_to_tsvector(func.array(done.correlate(row).scalar_subquery()))


def _is_open(asked: Any, row: Any) -> ColumnElement[bool]:
    """Whether what is asked first was not there at the moment of a row."""
    return not_(_had(row).bool_op("@@")(cast(asked, TSQUERY)))


# By the days of the learning: what is told late and came earlier closes the gap, in whatever order it is told.
_OUT_OF_ORDER = case(
    (completions.c.asked_first.is_(None), false()),
    else_=_is_open(completions.c.asked_first, completions),
)
WHOLE: Select[Any] = (
    select(
        *(column for column in completions.c if column.name != "asked_first"),
        _OUT_OF_ORDER.label("out_of_order"),
        modules.c.code.label("module_code"),
        modules.c.title.label("module_title"),
        taken_back.c.id.label("reversed_by"),
    )
    .join(modules, modules.c.id == completions.c.module_id)
    .outerjoin(taken_back, taken_back.c.reverses == completions.c.id)
)
LISTED = WHOLE.add_columns(
    (PEOPLE.c.given_name + " " + PEOPLE.c.family_name).label("person_name"), PEOPLE.c.department
).join(PEOPLE, PEOPLE.c.id == completions.c.person_id)
LIST = Collection(
    "completions",
    LISTED,
    key=completions.c.id,
    sorts={"recorded_at": (By(completions.c.id),), "completed_at": (By(completions.c.completed_at),)},
    default="-recorded_at",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={
        "person": equals(completions.c.person_id, UUID),
        "module": selects(lambda code: completions.c.module_id == _coded(code), SoughtCode, "The module's code."),
        "source": equals(completions.c.source, Source),
        "department": equals(PEOPLE.c.department, Short),
        **within_days(completions.c.completed_at),
    },
    searched=is_named,
    terms=beginnings,
    personal=True,
)
MINE = replace(
    LIST,
    name="transcript",
    rows=WHOLE,
    sorts={"recorded_at": LIST.sorts["recorded_at"]},
    visible_to=lambda asking: completions.c.person_id == asking.actor.person_id,
    filters={},
    searched=None,
)
_LATEST = (
    select(completions.c.credits, completions.c.minutes, completions.c.offline)
    .ext(distinct_on(completions.c.module_id))
    .where(completions.c.person_id == bindparam("person"), completions.c.reverses.is_(None))
    .where(~exists().where(taken_back.c.reverses == completions.c.id))
    .order_by(
        completions.c.module_id,
        completions.c.completed_at.desc(),
        # Of two at the same moment the same one counts, whichever was told first.
        *(completions.c[name].desc() for name in ("minutes", "credits", "offline")),
    )
    .subquery("latest")
)
_TOTALS = Statement(
    select(
        func.count().label("modules"),
        func.coalesce(func.sum(_LATEST.c.credits), 0).label("credits"),
        func.coalesce(func.sum(_LATEST.c.minutes), 0).label("minutes"),
        func.coalesce(func.sum(_LATEST.c.credits).filter(_LATEST.c.offline), 0).label("offline_credits"),
    )
)


async def transcript(
    connection: Connected, actor: Actor, wanted: Wanted, *, now: datetime
) -> tuple[Sequence[Any], str | None, Any | None]:
    """A page of what a person completed, the cursor of the next, and on the first page the totals; in one trip."""
    keys = keys_of(MINE, actor, wanted.sort)
    reached = None if wanted.page.place is None else position(wanted.page, keys)
    listed = page_statement(MINE, actor, wanted, now=now, values={}, reached=reached)
    if reached is not None:
        return *cut(wanted.page, keys, await run(connection, listed)), None
    rows, totals = await pipeline(connection, listed, _TOTALS.first(person=actor.person_id))
    return *cut(wanted.page, keys, rows), totals


_TAKE_BACK = inserting(completions)
_STANDS = and_(completions.c.reverses.is_(None), ~exists().where(taken_back.c.reverses == completions.c.id))
_DONE = Statement(
    select(completions.c.module_id).distinct().where(completions.c.person_id == bindparam("person"), _STANDS)
)
_LAST = (
    select(completions.c.id, completions.c.completed_at, completions.c.score)
    .where(completions.c.person_id == bindparam("person"), completions.c.module_id == modules.c.id, _STANDS)
    .order_by(completions.c.completed_at.desc(), completions.c.score.desc().nulls_last(), completions.c.id)
    .limit(1)
    .lateral("last")
)
_CHECK = Statement(
    select(
        modules.c.id.label("module_id"),
        modules.c.code.label("module_code"),
        _LAST.c.id.label("completion_id"),
        _LAST.c.completed_at,
        _LAST.c.score,
    )
    .outerjoin_from(modules, _LAST, true())
    .where(or_(modules.c.code == bindparam("module"), cast(modules.c.id, Text) == bindparam("module")))
)
_SEEN_PERSON = ReaderStatement(
    lambda asking: select(PEOPLE.c.id).where(
        PEOPLE.c.id == bindparam("person"), own_or_reports(asking.actor, PEOPLE.c.id)
    )
)
_RECORDED = Statement(WHOLE.where(completions.c.id == bindparam("completion")))
_BY_EXTERNAL_ID = Statement(
    WHOLE.where(
        completions.c.recorded_by == bindparam("recorded_by"), completions.c.external_id == bindparam("external_id")
    )
)


def _called(name: str) -> Select[Any]:
    """The people with these names in a column, in any letter case, each beside the name as it was asked."""
    asked = func.unnest(bindparam(f"{name}s", type_=ARRAY(Text))).table_valued(
        column("name", Text), name=f"{name}_asked"
    )
    return select(literal(name), asked.c.name, PEOPLE.c.id).join_from(
        asked, PEOPLE, func.lower(PEOPLE.c[name]) == func.lower(asked.c.name)
    )


_PEOPLE = Statement(
    union_all(
        select(literal("person_id").label("named_by"), cast(PEOPLE.c.id, Text).label("name"), PEOPLE.c.id).where(
            PEOPLE.c.id == any_(bindparam("person_ids", type_=ARRAY(Uuid)))
        ),
        select(literal("employee_number"), PEOPLE.c.employee_number, PEOPLE.c.id).where(
            PEOPLE.c.employee_number == any_(bindparam("employee_numbers", type_=ARRAY(Text)))
        ),
        _called("user_name"),
        _called("email"),
    )
)
# Of two facts about one person the second is measured with the first.
_LOCK_PEOPLE = Statement(
    select(PEOPLE.c.id)
    .where(PEOPLE.c.id == any_(bindparam("people", type_=ARRAY(Uuid))))
    .order_by(PEOPLE.c.id)
    .with_for_update(key_share=True)
)
_SHOWN_MODULES = Statement(
    select(
        modules.c.id,
        modules.c.code,
        modules.c.title,
        modules.c.edition,
        modules.c.minutes,
        modules.c.credits,
        modules.c.offline,
        prerequisites.c.expression,
        case((prerequisites.c.module_id.is_not(None), levels_asked(modules))).label("levels"),
    )
    .outerjoin_from(modules, prerequisites, prerequisites.c.module_id == modules.c.id)
    .where(
        or_(
            modules.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))),
            modules.c.code == any_(bindparam("codes", type_=ARRAY(Text))),
        ),
        modules.c.state != State.DRAFT,
    )
)
_NOT_TOLD = ("reverses", "reason", "asked_first")
NEW = given("completions", *(column for column in completions.c if column.name not in _NOT_TOLD))
_ASKED = cast(bindparam("asked", type_=Text), JSONB)[cast(NEW.c.module_id, Text)].astext
_WAIVED = (
    exists()
    .where(
        waivers.c.person_id == NEW.c.person_id,
        waivers.c.module_id == NEW.c.module_id,
        waivers.c.state == WaiverState.APPROVED.value,
    )
    .correlate(NEW)
)
_OPEN = case(
    (or_(_ASKED.is_(None), _WAIVED), null()),
    (_is_open(_ASKED, NEW), _ASKED),
)
# The same result sent twice, also at the same moment: the index lets one through.
_RECORD = Statement(
    insert(completions)
    .from_select([*NEW.c.keys(), "asked_first"], select(*NEW.c, _OPEN), include_defaults=False)
    .on_conflict_do_nothing(
        index_elements=["recorded_by", "external_id"], index_where=completions.c.external_id.is_not(None)
    )
    .returning(completions.c.id, completions.c.asked_first.is_not(None).label("out_of_order"))
)


def recorded(completion_id: UUID) -> Bound[Any]:
    """A completion that this transaction wrote, or takes back."""
    return _RECORDED.first(completion=completion_id)


async def known_by_external_id(session: AsyncSession, recorded_by: str, external_id: str) -> Any:
    """What was sent before under this id; None when nothing was."""
    return await run(session, _BY_EXTERNAL_ID.first(recorded_by=recorded_by, external_id=external_id))


def people_by(names: Mapping[str, Iterable[Any]]) -> Bound[list[Any]]:
    """Whom these names mean, by `rules.PERSON_NAMES`: `(named_by, name, id)`, the name as it was asked."""
    return _PEOPLE.rows(**{f"{named_by}s": sorted(asked) for named_by, asked in names.items()})


def lock_people(people: Sequence[UUID]) -> Bound[int]:
    """Alone with these people until the transaction ends: what else is recorded of them waits its turn."""
    return _LOCK_PEOPLE.count(people=list(people))


def shown_modules(ids: Iterable[UUID], codes: Iterable[str]) -> Bound[list[Any]]:
    """Modules that are or were published, by id or by code, with what comes before each."""
    return _SHOWN_MODULES.rows(ids=sorted(ids), codes=sorted(codes))


def take_back(reversal: Mapping[str, Any]) -> Bound[int]:
    """Write the entry that takes a completion back. Two at once: the index on `reverses` lets one through."""
    return _TAKE_BACK.count(rows=as_json([reversal]))


def record(rows: Sequence[Mapping[str, Any]], asked: Mapping[UUID, str]) -> Bound[list[Any]]:
    """Write completions; answers `(id, out_of_order)` of those that are new.

    `asked` says what comes before a module, as `prerequisites.rules.as_query`.
    """
    named = {str(module): query for module, query in asked.items()}
    return _RECORD.rows(completions=as_json(rows), asked=json.dumps(named))


def modules_done(person_id: UUID) -> Bound[list[UUID]]:
    """Modules the person has completed, whenever."""
    return _DONE.values(person=person_id)


def check(person_id: UUID, module: str) -> Bound[Any | None]:
    """The latest completion of a module, named by code or id; None when there is no such module."""
    return _CHECK.first(person=person_id, module=module)


async def may_see(on: Connected, actor: Actor, person_id: UUID) -> bool:
    """The same question as `visible_to`, about a person."""
    if rules.may_see_how(actor, person_id):  # needs no statement
        return True
    return await run(on, _SEEN_PERSON.first(actor, person=person_id)) is not None
