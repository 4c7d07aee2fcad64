"""A line of the log holds the listed fields and nothing that somebody could misuse."""

import asyncio
import json
import logging
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import structlog
from service_kit.observe import logs
from service_kit.observe.trace import enter_trace, enter_work

PASSWORD = "p4ssw0rd-of-the-database"
ADDRESS = f"postgresql://training:{PASSWORD}@localhost/training"
TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1LWVtbWEifQ.c2lnbmF0dXJl"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    sys.excepthook = hook
    structlog.reset_defaults()


def line(capsys: Any) -> dict[str, Any]:
    """The one line that was written."""
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def raised(secret: str) -> BaseException:
    """A fault with secrets in its text, its cause, its context and its local variables."""

    def connect(conninfo: str) -> None:
        bearer = f"Bearer {secret}"
        try:
            raise psycopg.errors.AdminShutdown(f"{conninfo} {bearer}")
        except psycopg.Error as error:
            raise ConnectionError(f"cannot connect: {conninfo}") from error

    try:
        connect(secret)
    except ConnectionError as error:
        return error
    raise AssertionError


def test_the_fields_of_a_line_are_these() -> None:
    assert set(logs.FIELDS) == {
        "timestamp", "level", "event", "service", "process", "version", "request_id", "trace_id", "exception",
        "logger", "where", "route", "fault", "constraint", "sqlstate", "source", "sibling", "follows", "part", "job",
        "jobs", "person", "repair", "dry_run", "why", "kinds", "matches", "shared", "outage", "waiting", "dropped",
    }  # fmt: skip


def test_a_field_that_is_not_listed_is_left_out_and_its_name_is_told(capsys: Any) -> None:
    logs.configure("sample", "api", "1.2.3")
    structlog.get_logger("x").warning("noted", source="training", email="ada@example.org", token=TOKEN, path="/ada")
    told = line(capsys)
    assert (told["event"], told["level"], told["source"]) == ("noted", "warning", "training")
    assert told["dropped"] == ["email", "path", "token"]
    assert not {"email", "path", "token"} & told.keys()


@pytest.mark.parametrize("value", [TOKEN, ADDRESS, "ada@example.org", {"a": TOKEN}, object(), "'quoted'", "x" * 201])
def test_a_listed_field_holds_plain_words_only(capsys: Any, value: Any) -> None:
    logs.configure("sample", "api", "1.2.3")
    structlog.get_logger("x").warning("noted", source=value, follows=[value, "training"])
    told = line(capsys)
    assert (told["source"], told["follows"]) == ("…", ["…", "training"])


def test_every_line_says_which_service_and_which_piece_of_work(capsys: Any) -> None:
    logs.configure("sample", "api", "1.2.3")
    structlog.get_logger("x").info("first")
    first = line(capsys)
    assert (first["service"], first["process"], first["version"]) == ("sample", "api", "1.2.3")
    assert first["request_id"].startswith("api-")
    structlog.get_logger("x").info("second")
    assert line(capsys)["request_id"] == first["request_id"]

    async def work() -> None:
        enter_work("req-7")
        enter_trace(f"00-{TRACE}-00f067aa0ba902b7-01")
        structlog.get_logger("x").info("third")
        logging.getLogger("library").warning("fourth")

    asyncio.run(work())
    for text in capsys.readouterr().out.splitlines():
        assert (json.loads(text)["request_id"], json.loads(text)["trace_id"]) == ("req-7", TRACE)


@pytest.mark.parametrize("wrong", [None, "", "a b", TOKEN + "'", "x" * 101, "é"])
def test_an_id_that_is_none_is_replaced(capsys: Any, wrong: str | None) -> None:
    logs.configure("sample", "api", "1.2.3")

    async def work() -> None:
        enter_work(wrong)
        structlog.get_logger("x").info("noted")

    asyncio.run(work())
    assert len(line(capsys)["request_id"]) == 32


def test_a_fault_is_told_by_type_state_and_place(capsys: Any) -> None:
    logs.configure("sample", "api", "1.2.3")
    structlog.get_logger("x").error("fault", exc_info=raised(ADDRESS))
    out = capsys.readouterr().out
    outer, inner = json.loads(out)["exception"]
    assert (outer["type"], inner["type"]) == ("builtins.ConnectionError", "psycopg.errors.AdminShutdown")
    assert inner["sqlstate"] == "57P01"
    assert outer["frames"][-1].split(" ") == [outer["frames"][-1].split(" ")[0], "connect"]
    assert PASSWORD not in out
    assert "Bearer" not in out


def test_of_its_text_only_known_words_are_told(capsys: Any) -> None:
    logs.configure("sample", "api", "1.2.3")
    fault = psycopg.OperationalError(f"connection to {ADDRESS} failed: Connection refused\n\tIs {TOKEN} right?")
    structlog.get_logger("x").error("fault", exc_info=fault)
    out = capsys.readouterr().out
    assert json.loads(out)["exception"][0] == {
        "type": "psycopg.OperationalError",
        "reason": "connection refused",
        "frames": [],
    }
    assert PASSWORD not in out


def test_so_is_a_group_of_faults_and_one_that_has_no_end(capsys: Any) -> None:
    logs.configure("sample", "api", "1.2.3")
    one, two = raised(ADDRESS), raised(TOKEN)
    one.__context__, two.__context__ = two, one
    structlog.get_logger("x").error("fault", exc_info=ExceptionGroup(TOKEN, [one, two]))  # type: ignore[list-item]  # both are plain faults
    out = capsys.readouterr().out
    kinds = [each["type"] for each in json.loads(out)["exception"]]
    assert kinds == ["builtins.ExceptionGroup", *["builtins.ConnectionError", "builtins.ConnectionError"],
                     *["psycopg.errors.AdminShutdown", "psycopg.errors.AdminShutdown"]]  # fmt: skip
    assert PASSWORD not in out
    assert "eyJ" not in out


@pytest.mark.parametrize("arguments", [(f"lost {ADDRESS}",), ("lost %s", ADDRESS)])
def test_what_a_library_says_is_told_by_who_and_where(capsys: Any, arguments: tuple[str, ...]) -> None:
    logs.configure("sample", "api", "1.2.3")
    logging.getLogger("psycopg.pool").warning(*arguments, exc_info=raised(TOKEN))
    out = capsys.readouterr().out
    told = json.loads(out)
    assert (told["event"], told["logger"], told["level"]) == ("library_message", "psycopg.pool", "warning")
    assert told["where"].startswith("test_logs.")
    assert told["exception"][0]["type"] == "builtins.ConnectionError"
    assert PASSWORD not in out
    assert "eyJ" not in out


def test_a_task_that_nobody_awaited_is_told_the_same_way(capsys: Any) -> None:
    logs.configure("sample", "api", "1.2.3")

    async def lose() -> None:
        async def fail() -> None:
            raise raised(ADDRESS)

        lost = asyncio.ensure_future(fail())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del lost

    asyncio.run(lose())
    out = capsys.readouterr().out
    assert json.loads(out)["exception"][0]["type"] == "builtins.ConnectionError"
    assert PASSWORD not in out


def test_a_warning_is_told_the_same_way(capsys: Any) -> None:
    logs.configure("sample", "api", "1.2.3")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(f"old: {ADDRESS}", stacklevel=1)
    assert line(capsys)["logger"] == "py.warnings"


def test_the_server_says_where_it_answers(capsys: Any) -> None:
    logs.configure("sample", "api", "1.2.3")
    logging.getLogger("uvicorn.error").info("Uvicorn running on %s://%s:%d", "http", "127.0.0.1", 9101)
    assert line(capsys)["event"] == "Uvicorn running on http://127.0.0.1:9101"
    logging.getLogger("uvicorn.error").error(f"Traceback: {ADDRESS}")
    assert line(capsys)["event"] == "library_message"


def ended(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-c", code]
    env = {**os.environ, **environment}
    return subprocess.run(words, env=env, capture_output=True, text=True, timeout=60, check=False)


def test_a_fault_that_ends_the_process_is_told_the_same_way() -> None:
    code = (
        "from service_kit.observe import logs; logs.configure('sample', 'api', '1'); secret = %r; raise OSError(secret)"
    )
    process = ended(code % ADDRESS)
    assert process.returncode == 1
    assert json.loads(process.stdout)["event"] == "ended_by_fault"
    assert PASSWORD not in process.stdout + process.stderr


def test_settings_that_do_not_fit_are_named_and_not_shown() -> None:
    process = ended("from service_kit.settings import ServiceSettings; ServiceSettings()", DATABASE_URL=ADDRESS,
                    SERVICE_CLIENT_SECRET="placeholder", DATABASE_POOL_SIZE="none")  # fmt: skip
    assert process.returncode == 1
    assert "database_pool_size" in process.stderr
    assert "service_client_secret" in process.stderr
    assert PASSWORD not in process.stderr
    assert "input_value" not in process.stderr
