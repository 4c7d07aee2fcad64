"""`make bench EXPLAIN=1`: every list of the three services, explained once among 103,000 people.

Each list is asked for in process, as its reader asks: as it comes, far behind its first page, in each of its orders and
narrowed by each filter. The statements that it sends are then explained on the same connection's terms, with their
values known (`custom`) and as they are planned for any value (`generic`, what a prepared statement comes to). What
each read is kept in `tests/bench/plans.txt`; the command ends with 1 when a page reads more than a page needs.
"""

import argparse
import asyncio
import re
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import psycopg
from advocacy_api.main import SERVICE as ADVOCACY
from fastapi import FastAPI, Request
from governance_api.main import SERVICE as GOVERNANCE
from psycopg import sql
from psycopg.adapt import PyFormat
from service_kit.data.database import Database
from service_kit.identity import matching
from service_kit.identity.auth import Actor
from service_kit.testing.plugin import settings_for
from service_kit.web.app import build_app
from training_api.main import SERVICE as TRAINING

from infra.local.state import State
from tests.bench import crowd, world
from tests.bench.lists import KIT, LISTS, asked
from tests.bench.plans import BUFFERS, PAGE, ROWS_OF_A_SCAN, Read, read_of
from tests.bench.stack import own_stack

SERVICES = {"training": TRAINING, "advocacy": ADVOCACY, "governance": GOVERNANCE}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sbt]|%[sbt]|%%")
READS = re.compile(r"[\s(]*(SELECT|WITH)\b(?!\s+(sequence_outbox|1$))", re.IGNORECASE)
KEPT = Path(__file__).with_name("plans.txt")
NO_LISTS = {"/v1/feed/snapshot"}
"""What has a cursor and is read by systems alone, five hundred things at once."""
WHOLE = {"/v1/me/tasks"}
"""A list that is answered whole: it has no pages."""
FAR = 4
"""So many pages of two hundred lie before the page that is read far behind the first."""


@dataclass(frozen=True)
class Line:
    """A way to ask for a list, and what each statement of it read, planned for its values and for any."""

    name: str
    reads: tuple[tuple[Read, Read], ...]
    why: str = ""

    @property
    def fault(self) -> str:
        """What it reads beyond a page, unless it is said why it may."""
        found = next((read.fault for both in self.reads for read in both if read.fault), "")
        return f"{self.name}: {found}" if found and not self.why else ""


@contextmanager
def heard() -> Iterator[list[tuple[str, Any]]]:
    """The statements that any cursor of this process executes, with their values."""
    statements: list[tuple[str, Any]] = []
    execute = psycopg.AsyncCursor.execute

    async def noted(cursor: Any, query: Any, params: Any = None, **options: Any) -> Any:
        text = query.decode() if isinstance(query, bytes) else str(query)
        statements.append((text, params) if isinstance(cursor, psycopg.AsyncRawCursor) else numbered(text, params))
        return await execute(cursor, query, params, **options)

    with patch.object(psycopg.AsyncCursor, "execute", noted):
        yield statements


def numbered(query: str, params: Any) -> tuple[str, list[Any]]:
    """A statement of psycopg's own placeholders with the server's, and the values in their order."""
    values: list[Any] = []
    names: dict[str, int] = {}

    def number(match: re.Match[str]) -> str:
        if match.group() == "%%":
            return "%"
        name = match.group(1)
        if name not in names or name is None:
            values.append(params[len(values)] if name is None else params[name])
            names[name] = len(values)
        return f"${names[name]}"

    return (PLACEHOLDER.sub(number, query) if params else query.replace("%%", "%")), values


def prepared(connection: psycopg.Connection[Any], query: str, values: Sequence[Any]) -> tuple[str, str]:
    """The types and the text of a statement as PREPARE takes them, and its values for EXECUTE."""
    adapt = psycopg.adapt.Transformer(connection)
    kinds = []
    for value in values:
        oid = 0 if value is None else adapt.get_dumper(value, PyFormat.TEXT).oid
        known = connection.adapters.types.get(oid) if oid else None
        kinds.append("unknown" if known is None else f"{known.regtype}[]" if oid == known.array_oid else known.regtype)
    literals = ", ".join(sql.Literal(value).as_string(connection) for value in values)
    types = f"({', '.join(kinds)})" if kinds else ""
    return f"{types} AS {query}", f"({literals})" if values else ""


def explained(connection: psycopg.Connection[Any], query: str, values: Sequence[Any]) -> tuple[Read, Read]:
    """What a statement reads, planned for its values and for any values."""
    statement, given = prepared(connection, query, values)
    found = []
    connection.execute("DEALLOCATE ALL")
    connection.execute(f"PREPARE asked {statement}".encode())
    for mode in ("custom", "generic"):
        connection.execute(f"SET plan_cache_mode = force_{mode}_plan")
        row = connection.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE asked{given}".encode()).fetchone()
        assert row
        found.append(read_of(row[0][0]))
    return found[0], found[1]


class Readers:
    """Those who read: an app whose caller is given, and the ids that addresses and filters name."""

    def __init__(self, app: FastAPI, connection: psycopg.Connection[Any], ids: Mapping[str, str]) -> None:
        self._app, self._ids, self._connection = app, ids, connection
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://kring.test")

    @property
    def contract(self) -> Mapping[str, Any]:
        """What the service promises."""
        return self._app.openapi()

    async def be(self, roles: tuple[str, ...]) -> None:
        """Let the next requests be theirs."""
        authenticator = self._app.state.authenticator
        if roles and roles[0].startswith("scopes:"):
            scopes = frozenset(roles[0].removeprefix("scopes:").split())
            actor = Actor("service", "s", "s", frozenset(), scopes, authenticator._of_service(scopes))
        else:
            name = "b000003" if "manager" in roles else "b000042"
            async with self._app.state.database.identity() as connection:
                person = await matching.find_ref(connection, "user_name", name)
            held = frozenset({"employee", *roles})
            actor = Actor("person", "s", "app", held, frozenset(), authenticator._of_person(held), person)

        async def known(request: Request) -> Actor:
            request.state.actor = actor
            return actor

        authenticator.actor = known

    async def ask(self, address: str, query: str, *, far: bool) -> list[tuple[str, list[Any]]]:
        """The statements of one request, with their values; of the page behind `FAR` long ones, where there is one."""
        cursor = ""
        for _page in range(FAR if far else 0):
            cursor = (await self._get(address, f"{query}&limit=200{cursor}"))["next_cursor"]
            if cursor is None:
                return []
            cursor = f"&cursor={cursor}"
        with heard() as statements:
            await self._get(address, query if address in WHOLE else f"{query}&limit={PAGE}{cursor}")
        return [sent for sent in statements if READS.match(sent[0])]

    async def _get(self, address: str, query: str) -> Any:
        answer = await self._client.get(f"{address}?{query.removeprefix('&')}".format_map(self._ids))
        if answer.status_code != 200:
            raise RuntimeError(f"{address}?{query}: {answer.status_code} {answer.text[:300]}")
        return answer.json()

    def explained(self, sent: Sequence[tuple[str, list[Any]]]) -> tuple[tuple[Read, Read], ...]:
        """What each statement reads, planned for its values and for any."""
        reads = [explained(self._connection, statement, values) for statement, values in sent]
        return tuple(both for both in reads if any(read.buffers for read in both))


def ids_of(service: str, connection: psycopg.Connection[Any]) -> dict[str, str]:
    """What addresses and filters name: somebody, their manager, a module, what the list of errors belongs to."""
    asked_for = {
        "person": "SELECT id FROM people WHERE user_name = 'b000042'",
        "person_id": "SELECT id FROM people WHERE user_name = 'b000042'",
        "manager": "SELECT id FROM people WHERE user_name = 'b000003'",
    }
    asked_for |= {
        "training": {
            "module": "SELECT id FROM modules ORDER BY code LIMIT 1",
            "import_id": "SELECT import_id FROM people_import_errors LIMIT 1",
            "requirement_id": "SELECT requirement_id FROM exemptions LIMIT 1",
        },
        "advocacy": {"reward": "SELECT id FROM rewards ORDER BY id LIMIT 1", "source": "SELECT 'training'"},
        "governance": {"guideline": "SELECT 'bench'", "number": "SELECT 1", "source": "SELECT 'training'"},
    }[service]
    return {name: str(connection.execute(statement).fetchone()[0]) for name, statement in asked_for.items()}  # type: ignore[index]  # the world has each


@asynccontextmanager
async def readers(service: str, url: str) -> AsyncIterator[Readers]:
    """A service in process, on the database of a stack."""
    settings = settings_for(SERVICES[service], url, person_cache_seconds=60)
    database = Database(settings)
    app = build_app(SERVICES[service], settings, database)
    await database.open()
    try:
        with psycopg.connect(url, autocommit=True, prepare_threshold=None) as connection:
            yield Readers(app, connection, ids_of(service, connection))
    finally:
        await app.state.feed.stop()
        await database.close()


def lists_of(contract: Mapping[str, Any]) -> dict[str, list[str]]:
    """The lists that a service promises, each with the orders that it may be asked in."""
    found = {}
    for address, methods in contract["paths"].items():
        parameters = {one["name"]: one["schema"] for one in methods.get("get", {}).get("parameters", [])}
        if "cursor" in parameters or address in WHOLE:
            orders = parameters.get("sort", {})
            found[address] = next((one["enum"] for one in (orders, *orders.get("anyOf", ())) if "enum" in one), [])
    return found


async def explain(service: str, url: str) -> AsyncIterator[Line]:
    """All lists of a service, in every way of asking; a way that sends what another sent is left out."""
    async with readers(service, url) as reading:
        for address, sorts in lists_of(reading.contract).items():
            if address in NO_LISTS or ("{source}" in address and service == "training"):
                continue  # the directory follows nobody
            for listed in {**KIT, **LISTS[service]}[address]:
                await reading.be(listed.roles)
                seen: list[Any] = []
                for query, way in asked(listed, sorts):
                    in_pages = address not in WHOLE and (way == "" or way.startswith("sort="))
                    for far in (False, True) if in_pages else (False,):
                        sent = await reading.ask(address, query, far=far)
                        if not sent or sent in seen:
                            continue
                        seen.append(sent)
                        name = f"{service} {address.removeprefix('/v1')}{'?' if way else ''}{way}"
                        name += f" ({' '.join(listed.roles) or 'employee'}{', far' if far else ''})"
                        yield Line(name, reading.explained(sent), listed.may_read_more(way))


def shown(lines: Sequence[Line]) -> str:
    """A line for each statement: rows answered and read, blocks, and where most of it was read."""
    text = []
    for line in lines:
        for custom, generic in line.reads:
            alike = custom.scans == generic.scans and custom.fault == generic.fault
            for plan, read in (("both", custom),) if alike else (("custom", custom), ("generic", generic)):
                most = read.largest
                said = f"{read.answered:>5} {read.rows:>7,} {read.buffers:>7,} {plan:<7} {line.name}"
                said += f" | {most.rows:,} by {most.way} on {most.table}" if most.rows else ""
                text.append(said + (f" | {line.why or 'MORE THAN A PAGE NEEDS'}" if read.fault else ""))
    return "\n".join(text)


def kept(lines: Sequence[Line], people: int) -> str:
    """The file of all plans."""
    return (
        f"What each list reads for a page of {PAGE} among {people:,} people (`make bench EXPLAIN=1`).\n"
        f"At most {ROWS_OF_A_SCAN} rows of each table and {BUFFERS:,} blocks, but for what says why. `far`: the page "
        f"behind {FAR * 200}.\n`custom`: planned for its values, `generic`: for any, as a statement that is prepared "
        f"may be.\n\n answers  rows  blocks plan    list | most of it\n{shown(lines)}\n"
    )


async def explain_all(databases: Mapping[str, str]) -> list[Line]:
    """All lists of all services."""
    return [line for service in SERVICES async for line in explain(service, databases[service])]


@contextmanager
def filled(people: int) -> Iterator[Mapping[str, str]]:
    """The databases of a stack of its own, with the history of a large organisation."""
    with own_stack() as (place, _data):
        place.size = people
        world.import_people(place, world.people_file(people))
        for service in ("advocacy", "governance"):
            world.wait_for_replica(place, service)
        world.build(place)
        with place.client("community-manager") as manager:
            reward = {"title": {"en": "A mug"}, "cost": 1, "stock": None, "budget": None}
            manager.post("/api/advocacy/v1/rewards", json=reward).raise_for_status()
        crowd.add(place)
        yield place.databases


def main(words: Sequence[str] | None = None) -> int:
    """Explain all lists; print and keep what they read, and end with 1 when one reads more than a page needs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=103_000)
    parser.add_argument("--data", type=Path, help="the data of a stack that runs and is filled; by default one is made")
    chosen = parser.parse_args(words)
    given = nullcontext(State.read(chosen.data).databases) if chosen.data else filled(chosen.people)
    with given as databases:
        lines = asyncio.run(explain_all(databases))
    print(shown(lines))
    KEPT.write_text(kept(lines, chosen.people), encoding="utf-8")
    faults = [line.fault for line in lines if line.fault]
    print(f"\n{len(lines)} ways to ask, {len(faults)} read more than a page needs", *faults, sep="\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
