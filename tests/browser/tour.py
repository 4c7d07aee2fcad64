"""`python -m tests.browser.tour`: the README's pictures, from a running stack with the demo organisation in it."""

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from infra.local import setup
from infra.local.settings import ROOT, Refused, Settings
from tests.browser.visitor import FLAGS, PHONE, Size, Visitor, enter
from tests.browser.world import file, row
from tests.calling import Caller, SignedIn, callers, eventually
from tests.conftest import RunningStack

PICTURES = ROOT / "docs" / "tour"
DESK = Size("desk", 1280, 800)


def first(caller: Caller, path: str, **wanted: Any) -> dict[str, Any]:
    """The first thing of a list that is as wanted, else the first of all."""
    items = caller.get(path)["items"]
    if not items:
        raise Refused(f"There is nothing at {path}: load the demo organisation with `make seed`.")
    fits = (item for item in items if all(item.get(name) == value for name, value in wanted.items()))
    return dict(next(fits, items[0]))


def checked_file(hr: Caller) -> str:
    """A dry run with a few rows to mend; it changes nothing. The id of its job."""
    stamp = int(time.time()) % 100_000
    rows = [row(f"NEW-{stamp}-{n}", f"autumn.{stamp}.{n}", "New", f"Colleague {n}") for n in range(1, 39)]
    wrong = [
        row(f"NEW-{stamp}-91", f"autumn.{stamp}.91", "Mila", "Aerts", email="mila.aerts"),
        row(f"NEW-{stamp}-92", f"autumn.{stamp}.92", "Jonas", "Maes", manager="999999"),
        row(f"NEW-{stamp}-93", "", "Nora", "Smet", email="nora.smet@example.org"),
    ]
    answer = hr.http.post(
        "/api/training/v1/people/imports?dry_run=true",
        files={"file": ("autumn-intake.csv", file(*rows, *wrong).encode(), "text/csv")},
    )
    answer.raise_for_status()
    path = answer.headers["location"]
    eventually(lambda: hr.http.get(path).json()["status"] == "succeeded", 60)
    return str(path).rsplit("/", 1)[-1]


def places(signed_in: SignedIn) -> Iterator[tuple[str, str, str, Size]]:
    """Each picture: its name, who looks, at what, on which screen."""
    employee, legal = signed_in("employee"), signed_in("legal")
    track = max(employee.get("T/tracks")["items"], key=lambda one: one.get("modules", 0))
    module = begun(employee) or first(employee, "T/modules")["id"]
    waiting = legal.get("G/me/signoffs")["items"]
    signoff = waiting[0] if waiting else first(legal, "G/signoffs")
    guideline = first(employee, "G/guidelines")
    story = first(employee, "A/content", kind="article")
    yield "today", "employee", "/today", DESK
    yield "catalogue", "employee", "/learn", DESK
    yield "level-map", "employee", f"/learn/tracks/{track['code']}?view=map", DESK
    yield "module", "employee", f"/learn/modules/{module}", DESK
    yield "guideline", "employee", f"/guidelines/{guideline['code']}", DESK
    yield "signoff", "legal", f"/reviews/signoffs/{signoff['id']}", DESK
    yield "composer", "employee", f"/share/content/{story['id']}", DESK
    yield "leaderboard", "employee", "/share/leaderboard", DESK
    yield "import", "hr", f"/manage/people/imports/{checked_file(signed_in('hr'))}", DESK
    yield "phone", "employee", "/today", PHONE


def begun(employee: Caller) -> str | None:
    """A module they are reading, else one they may begin; it is begun then, as they would."""
    for enrolment in employee.get("T/me/enrolments")["items"]:
        if enrolment["state"] not in ("completed", "withdrawn"):
            return str(enrolment["module_id"])
    for module in employee.get("T/modules", params={"limit": 60})["items"]:
        standing = employee.get(f"T/me/eligibility/{module['id']}")
        answer = employee.http.post("/api/training/v1/enrolments", json={"module_id": module["id"]})
        if standing["eligible"] and answer.status_code == 201:
            return str(module["id"])
    return None


def morning() -> str:
    """A time zone where the working day has just begun: nobody is greeted with a good night."""
    east = (9 - datetime.now(UTC).hour + 11) % 24 - 11
    return f"Etc/GMT{-east:+d}"  # these names count westwards


def take(browser: Browser, stack: RunningStack, name: str, who: str, path: str, size: Size) -> Path:
    """One picture, when the screen has come to rest."""
    visitor: Visitor = enter(browser, stack.origin, size, token=stack.token(who), timezone=morning())
    try:
        page = visitor.open(path)
        page.wait_for_load_state("networkidle")
        visitor.settled()
        picture = PICTURES / f"{name}.png"
        page.screenshot(path=picture)
        visitor.well()
        return picture
    finally:
        visitor.context.close()


def main() -> int:
    settings = Settings()
    stack = RunningStack(settings.port, settings.data)
    PICTURES.mkdir(parents=True, exist_ok=True)
    chromium = setup.chromium()
    if chromium is None:
        raise Refused("There is no Chromium: run `make setup`.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for signed_in in callers(stack):
            for name, who, path, size in places(signed_in):
                picture = take(browser, stack, name, who, path, size)
                print(f"  {picture.relative_to(ROOT)}  {picture.stat().st_size // 1024} kB")
        browser.close()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refused as refused:
        sys.exit(f"✗ {refused}")
