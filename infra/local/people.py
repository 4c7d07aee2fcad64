"""The demo people and systems: the one list that sign-in, tests and the demo organisation share."""

import asyncio
import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import httpx

from infra.local.settings import ROOT, Settings
from infra.local.state import State
from infra.local.tokens import token

IDP = ROOT / "infra" / "local" / "idp"
PERSONAS: list[dict[str, Any]] = json.loads((IDP / "personas.json").read_text(encoding="utf-8"))
SYSTEMS: dict[str, dict[str, Any]] = json.loads((IDP / "systems.json").read_text(encoding="utf-8"))
COLUMNS = [
    *("employee_number", "user_name", "given_name", "family_name", "email", "locale", "department", "division"),
    *("job_profile", "manager_employee_number", "location", "active"),
]
SIGN_IN = ("employee_number", "user_name", "given_name", "family_name", "email", "locale", "roles")


class PeopleRefused(Exception):
    """The directory did not take the demo people; the message is its answer."""


def as_csv() -> str:
    """The demo people as HR would deliver them."""
    numbers = {person["persona"]: person["employee_number"] for person in PERSONAS}
    text = io.StringIO()
    rows = csv.DictWriter(text, COLUMNS, extrasaction="ignore")
    rows.writeheader()
    for person in PERSONAS:
        rows.writerow({**person, "manager_employee_number": numbers.get(person["manager"], ""), "active": "true"})
    return text.getvalue()


def _mark(settings: Settings, state: State) -> tuple[Path, str]:
    """Which people were brought into which database."""
    facts = as_csv() + json.dumps(PERSONAS) + state.databases["training"]
    return settings.data / "personas.mark", hashlib.sha256(facts.encode()).hexdigest()


async def bring_personas(settings: Settings, state: State) -> bool:
    """Import the demo people and let each sign in once; False when that was done before."""
    mark, facts = _mark(settings, state)
    if mark.exists() and mark.read_text(encoding="utf-8") == facts:
        return False
    base = f"http://127.0.0.1:{settings.port}/api/training/v1"
    headers = {"authorization": f"Bearer {await asyncio.to_thread(token, 'hr-system', settings.data)}"}
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=20, trust_env=False) as client:
        await _import(client)
        for person in PERSONAS:
            answer = await client.post("/people/sign-ins", json={name: person[name] for name in SIGN_IN})
            _expect(answer)
    mark.write_text(facts, encoding="utf-8")
    return True


IMPORT_WITHIN_SECONDS = 120  # twelve rows take a moment; a machine that runs everything at once takes longer


async def _import(client: httpx.AsyncClient) -> None:
    files = {"file": ("demo-people.csv", as_csv().encode(), "text/csv")}
    answer = _expect(await client.post("/people/imports", params={"dry_run": "false"}, files=files))
    address = f"/people/imports/{answer.json()['id']}"
    for _ in range(IMPORT_WITHIN_SECONDS * 10):
        job = _expect(await client.get(address)).json()
        if job["status"] == "succeeded" and not job["errors"]:
            return
        if job["status"] in {"succeeded", "failed"}:
            raise PeopleRefused(f"The demo people were not all taken: {job['errors']}")
        await asyncio.sleep(0.1)
    within = f"did not end within {IMPORT_WITHIN_SECONDS} s"
    raise PeopleRefused(f"The import of the demo people {within}. See: make logs PART=training-worker")


def _expect(answer: httpx.Response) -> httpx.Response:
    if answer.is_error:
        raise PeopleRefused(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}")
    return answer
