"""The service as a whole: its contract, its migrations, its permissions, its settings."""

import asyncio
import json
import re
from pathlib import Path
from typing import get_args

import pytest
from advocacy_api.main import SERVICE
from advocacy_api.permissions import GRANTS, Permission
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from fastapi import FastAPI
from fastapi.routing import APIRoute
from service_kit.data.database import Database
from service_kit.identity.auth import Guard
from service_kit.testing.plugin import People
from sqlalchemy import Connection, text


def test_the_committed_contract_is_what_the_service_answers(app: FastAPI) -> None:
    committed = json.loads((Path(__file__).parents[1] / "openapi.json").read_text())
    assert app.openapi() == committed


async def test_the_migrations_make_the_tables_the_code_speaks_of(live_database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        def ours(name: str | None, kind: str, _parents: object) -> bool:
            return kind != "table" or name in SERVICE.metadata.tables

        context = MigrationContext.configure(connection, opts={"include_name": ours, "compare_type": True})
        return list(compare_metadata(context, SERVICE.metadata))

    async with live_database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_fresh_database_has_no_rules_and_no_badges(live_database: Database) -> None:
    async with live_database.read() as session:
        counted = await session.execute(
            text("SELECT (SELECT count(*) FROM point_rules), (SELECT count(*) FROM badges)")
        )
        assert tuple(counted.one()) == (0, 0)


def test_every_permission_is_granted_to_somebody_and_guards_something(app: FastAPI) -> None:
    assert set(GRANTS.roles) == set(Permission)
    guards = {
        dependency.call.permission
        for route in app.routes
        if isinstance(route, APIRoute)
        for dependency in _all(route.dependant)
        if isinstance(dependency.call, Guard)
    }
    within = {Permission.READ_INSIGHTS}  # asked inside a route: everybody, and not one's own people alone
    assert guards >= set(Permission) - within  # the kit's own routes have permissions of the kit


def _all(dependant: object) -> list[object]:
    found = [dependant]
    for inner in dependant.dependencies:  # type: ignore[attr-defined]  # FastAPI's tree of dependencies
        found += _all(inner)
    return found


PATHS = sorted(
    {
        (method, route.path)
        for router in SERVICE.routers
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    }
)


def test_every_body_has_an_example_that_it_accepts(app: FastAPI) -> None:
    bodies = {
        field.field_info.annotation
        for route in app.routes
        if isinstance(route, APIRoute)
        for dependant in _all(route.dependant)
        for field in dependant.body_params  # type: ignore[attr-defined]  # FastAPI's tree of dependencies
    }
    models = {inner for body in bodies for inner in (body, *get_args(body)) if hasattr(inner, "model_validate_json")}
    assert len(models) >= 13
    for model in models:
        (example,) = model.model_json_schema()["examples"]
        model.model_validate_json(json.dumps(example))


async def test_every_list_is_told_as_a_list(http: People) -> None:
    employee = await http.as_("employee")
    for path in (
        "content",
        "me/shares",
        "badges",
        "me/badges",
        "points/rules",
        "rewards",
        "me/redemptions",
        "me/tasks",
    ):
        answer = (await employee.get(f"/v1/{path}")).json()
        assert {"items", "next_cursor"} <= set(answer), path


async def test_nothing_answers_a_stranger(http: People) -> None:
    for method, path in PATHS:
        concrete = re.sub(r"\{\w+\}", "0192d4e0-0000-7000-8000-000000000000", path)
        answer = await http.anonymous.request(method, concrete, json={}, headers={"If-Match": "*"})
        assert answer.status_code == 401 or (method != "GET" and answer.status_code == 422), (method, path)


@pytest.mark.usefixtures("live_programme")
async def test_two_people_share_the_same_thing_at_once_and_each_once(live_http: People, make: type) -> None:
    manager = await live_http.as_("community-manager")
    content = await make.content(manager)  # type: ignore[attr-defined]  # a class of factories
    people = [await live_http.as_(name=f"person{number}") for number in range(3)]
    body = {"content_id": content["id"], "network": "x", "on_behalf": False}
    answers = await asyncio.gather(*(person.post("/v1/shares", json=body) for person in people for _ in range(10)))
    assert sorted({answer.status_code for answer in answers}) == [200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 3
    assert [answer.status_code for answer in answers].count(201) == 3
    for person in people:
        points = (await person.get("/v1/me/points")).json()
        assert [entry["reason"] for entry in points["entries"]] == ["share"]


async def test_clicks_that_come_at_once_are_all_counted(live_http: People, make: type) -> None:
    manager, employee = await live_http.as_("community-manager"), await live_http.as_("employee")
    links = [
        await make.share(employee, (await make.content(manager))["id"])  # type: ignore[attr-defined]  # as above
        for _ in range(3)
    ]
    phone = {"User-Agent": "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0"}
    visits = [live_http.anonymous.get(f"/s/{link['code']}", headers=phone) for link in links for _ in range(40)]
    visits += [live_http.anonymous.get("/s/nosuchcode")]
    answers = await asyncio.gather(*visits)
    assert [answer.status_code for answer in answers].count(302) == 120
    counted = [(await employee.get(f"/v1/shares/{link['id']}")).json()["clicks"] for link in links]
    assert counted == [40, 40, 40]
