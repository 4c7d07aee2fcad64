"""Two people with one address, where sign-ins are matched by it: nobody gets in as somebody else, in any service."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.local.settings import SERVICES
from tests.calling import eventually, public
from tests.conftest import RunningStack, free_port

BY_EMAIL = {"PERSON_CLAIM": "email", "PERSON_MATCHES": "email"}
HEADER = (
    "employee_number,user_name,given_name,family_name,email,locale,department,division,job_profile,"
    "manager_employee_number,location,active\n"
)


@pytest.fixture(scope="module")
def shared_address() -> Iterator[RunningStack]:
    """A stack whose directory came to hold one address twice while sign-ins were matched by number."""
    folder = Path(tempfile.mkdtemp(prefix="kring-test-"))
    folder.chmod(0o755)  # as root, PostgreSQL runs under an account of its own that must reach its data
    by_number = RunningStack(free_port(), folder / "data")
    try:
        _up(by_number)
        bring_in(
            by_number,
            row("E1", "ann.first", "Shared.Address@example.org"),
            row("E2", "ann.second", "shared.address@EXAMPLE.org"),
        )
        for service in SERVICES:
            for number in ("E1", "E2"):
                eventually(lambda: known(by_number, service, number), within=60)  # noqa: B023 - asked at once
        assert by_number.command("down", within=90).returncode == 0
        by_email = replace(by_number, others=BY_EMAIL)
        _up(by_email)
        yield by_email
    finally:
        by_number.command("down", within=90)
        shutil.rmtree(folder, ignore_errors=True)


def _up(stack: RunningStack) -> None:
    started = stack.command("up")
    assert started.returncode == 0, f"{started.stdout}\n{started.stderr}\n{stack.last_words()}"


def row(number: str, user_name: str, email: str) -> str:
    return f"{number},{user_name},Ann,{user_name.title()},{email},en,Sales,Benelux,adviser,,Ghent,true\n"


def bring_in(stack: RunningStack, *rows: str) -> dict[str, Any]:
    """What came of a file of these people."""
    files = {"file": ("people.csv", (HEADER + "".join(rows)).encode(), "text/csv")}
    job = ask(stack, "hr-system", "POST", "T/people/imports", files=files, expect=202)

    def done() -> dict[str, Any] | None:
        found: dict[str, Any] = ask(stack, "hr-system", "GET", f"T/people/imports/{job['id']}")
        return found if found["status"] == "succeeded" else None

    ended: dict[str, Any] = eventually(done, within=60)
    return ended


def ask(stack: RunningStack, who: str, method: str, path: str, expect: int = 200, **options: Any) -> Any:
    """The JSON of an answer through the gateway."""
    headers = {**stack.bearer(who), "If-Match": "*"}
    address = f"{stack.base_url}{public(path)}"
    answer = httpx.request(method, address, headers=headers, timeout=20, trust_env=False, **options)
    assert answer.status_code == expect, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
    return answer.json()


def known(stack: RunningStack, service: str, number: str) -> bool:
    """Whether the service has heard of the employee."""
    listed = ask(stack, "hr-system", "GET", "T/people?q=shared")["items"]
    [person] = [one for one in listed if one["employee_number"] == number]
    seen = ask(stack, "hr-system", "GET", f"{service[0].upper()}/people/{person['id']}")
    return bool(seen["employee_number"] == number)


def me(stack: RunningStack, service: str, who: str) -> httpx.Response:
    """How a service answers somebody who asks who they are."""
    address = f"{stack.base_url}/api/{service}/v1/people/me"
    return httpx.get(address, headers=stack.bearer(who), timeout=20, trust_env=False)


def test_neither_is_signed_in_and_it_is_stated(shared_address: RunningStack) -> None:
    for who in ("person:ann.first", "person:ann.second"):
        for service in SERVICES:
            refused = me(shared_address, service, who)
            assert (refused.status_code, refused.json()["code"]) == (409, "PersonAmbiguous"), (service, refused.text)
    for service in SERVICES:
        ready = httpx.get(f"{shared_address.base_url}/api/{service}/health/ready", trust_env=False)
        assert (ready.status_code, ready.json()["sign_in"]) == (200, {"matches": "email", "shared": 1})
        log = (shared_address.data / "logs" / f"{service}-api.log").read_text(encoding="utf-8")
        assert "people_share_a_sign_in" in log


def test_a_file_gives_the_address_to_nobody_else(shared_address: RunningStack) -> None:
    done = bring_in(
        shared_address,
        row("E3", "ann.third", "shared.address@example.org"),
        row("E4", "ann.fourth", "ann.fourth@example.org"),
        row("E5", "ann.fifth", "Ann.Fourth@example.org"),
    )
    assert [(error["line"], error["code"]) for error in done["errors"]] == [
        (2, "DuplicateEmail"),
        (4, "DuplicateEmail"),
    ]
    assert done["created"] == 1
    for service in SERVICES:
        eventually(lambda: me(shared_address, service, "person:ann.fourth").status_code == 200)  # noqa: B023 - at once


def shared_sign_ins(stack: RunningStack) -> list[dict[str, Any]]:
    """Who cannot sign in, as HR finds it among the tasks."""
    tasks = ask(stack, "hr", "GET", "T/me/tasks")["items"]
    return [task for task in tasks if task["kind"] == "shared-sign-in"]


def test_hr_sees_it_and_puts_it_right_for_all_three_services(shared_address: RunningStack) -> None:
    [task] = shared_sign_ins(shared_address)
    listed = ask(shared_address, "hr", "GET", "T/people", params={"q": task["subject"]["code"]})["items"]
    people = {person["user_name"]: person["id"] for person in listed}
    assert set(people) == {"ann.first", "ann.second"}
    own = {"email": "ann.second@example.org"}
    ask(shared_address, "hr", "PATCH", f"T/people/{people['ann.second']}", json=own)
    for service in SERVICES:
        eventually(lambda: me(shared_address, service, "person:ann.first").status_code == 200)  # noqa: B023 - at once
        assert me(shared_address, service, "person:ann.first").json()["id"] == people["ann.first"]
    assert shared_sign_ins(shared_address) == []
