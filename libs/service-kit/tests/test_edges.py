"""Health, metrics, documentation and logs, as whoever runs the service sees them."""

from typing import Any

from service_kit.service import Service
from service_kit.testing.plugin import settings_for
from service_kit.web.app import build_app
from sqlalchemy import text


async def test_a_migrated_service_with_its_database_is_ready(http: Any) -> None:
    assert (await http.anonymous.get("/health/live")).json() == {"status": "ok"}
    answer = await http.anonymous.get("/health/ready")
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "status": "ready",
            "database": "ok",
            "behind": [],
            "feeds": [],
            "sign_in": {"matches": "employee_number", "shared": 0},
            "issuer": "ok",
            "files": "ok",
        },
    )


async def test_a_feed_that_stands_still_is_shown_and_takes_nobody_out_of_rotation(http: Any, session: Any) -> None:
    await session.execute(
        text(
            "INSERT INTO feed_cursors (source, position, head, stopped_at, error)"
            " VALUES ('training', 7, 9, now(), 'about Ada')"
        )
    )
    await session.commit()
    answer = await http.anonymous.get("/health/ready")
    assert answer.status_code == 200
    [feed] = answer.json()["feeds"]
    assert (feed["source"], feed["lag"], feed["stopped_at"] is not None) == ("training", 2, True)
    assert "Ada" not in answer.text
    metrics = (await http.anonymous.get("/metrics")).text
    assert 'feed_lag_events{source="training"} 2.0' in metrics
    assert 'feed_stopped{source="training"} 1.0' in metrics


async def test_a_missing_migration_makes_it_not_ready_and_a_newer_one_does_not(http: Any, session: Any) -> None:
    await session.execute(text("UPDATE alembic_version SET version_num = 'from the next release'"))
    await session.commit()
    assert (await http.anonymous.get("/health/ready")).status_code == 200
    await session.execute(text("DELETE FROM kit_version"))
    await session.commit()
    answer = await http.anonymous.get("/health/ready")
    assert (answer.status_code, answer.json()["behind"]) == (503, ["kit_version"])


async def test_without_its_database_it_is_alive_and_not_ready(service: Service, http: Any, app: Any) -> None:
    away = build_app(service, settings_for(service, "postgresql://nobody@127.0.0.1:1/none"))
    app.state.database = away.state.database
    assert (await http.anonymous.get("/health/live")).status_code == 200
    answer = await http.anonymous.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (503, "not-ready")
    assert (await http.anonymous.get("/metrics")).status_code == 200
    await away.state.siblings.close()
    await away.state.database.close()


async def test_requests_are_counted_by_the_declared_route(http: Any) -> None:
    writer = await http.as_("writer")
    await writer.get("/v1/people/me")
    await writer.get("/v1/people/00000000-0000-7000-8000-000000000000")
    metrics = (await http.anonymous.get("/metrics")).text
    assert 'http_requests_total{method="GET",route="/v1/people/me",status="200"}' in metrics
    assert 'route="/v1/people/{person_id}",status="404"' in metrics
    assert "00000000-0000" not in metrics


async def test_the_documentation_needs_nothing_from_elsewhere(http: Any) -> None:
    page = await http.anonymous.get("/docs")
    assert page.status_code == 200
    assert "http" not in page.text.replace("<!doctype html>", "")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    for asset in ("swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png", "start.js"):
        assert (await http.anonymous.get(f"/docs/{asset}")).status_code == 200, asset
    assert (await http.anonymous.get("/docs/../../secret")).status_code == 404
    contract = (await http.anonymous.get("/openapi.json")).json()
    assert contract["openapi"].startswith("3.1")
    names = [operation["operationId"] for path in contract["paths"].values() for operation in path.values()]
    assert len(names) == len(set(names))
    assert {"read_feed", "list_audit_entries", "verify_audit", "read_me"} <= set(names)
