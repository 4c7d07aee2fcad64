"""Whoever looks after others: HR finds who is late, a manager begins the week, an analyst reports to the board."""

import csv
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.visitor import Size
from tests.browser.words import word
from tests.browser.world import World, file, send
from tests.calling import eventually
from tests.conftest import RunningStack

LATE = 11
PRIVATE = "A matter between them and HR"


@pytest.fixture(params=["nl", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """What the reader speaks."""
    return str(request.param)


def people_of(world: World, department: str, names: list[str], manager: str = "") -> None:
    """A department of its own, brought in by HR."""
    rows = [
        f"{department}-{name},{name.lower()}.{department.lower()},{name},{department},"
        f"{name.lower()}.{department.lower()}@example.org,en,{department},North,packer,"
        f"{manager if name != 'Chief' else ''},Ghent,true"
        for name in names
    ]
    send(world.signed_in("hr"), file(*rows))


def asked_of(world: World, department: str) -> str:
    """The first module is asked of the department; the requirement's id."""
    trainer = world.signed_in("trainer")
    body = {
        "module_id": world.ids["first"], "applies_to": {"departments": [department]}, "due_in_days": 30,
        "repeat_every_days": None, "reason": "They meet visitors", "legal_basis": "contract",
        "sponsor_id": world.signed_in("hr").person_id,
    }  # fmt: skip
    requirement = str(trainer.post("T/requirements", body, expect=201)["id"])
    trainer.post(f"T/requirements/{requirement}/activate")
    return requirement


def days_pass(stack: RunningStack, requirement: str) -> None:
    """So long that the day is over by which it was to be done."""
    with psycopg.connect(stack.state.databases["training"], autocommit=True) as training:
        training.execute(
            "UPDATE assignments SET first_due_at = now() - interval '3 days' WHERE requirement_id = %s", [requirement]
        )


def who(name: str, department: str) -> str:
    """Somebody of the department, to sign in as."""
    return f"person:{name.lower()}.{department.lower()}"


def taken(page: Page, button: str, kind: str, folder: Path) -> Path:
    """The file behind a button, as it was saved."""
    page.get_by_role("button", name=button, exact=True).first.click()
    with page.expect_download() as saved:
        page.get_by_role("menuitem", name=kind).click()
    path = folder / saved.value.suggested_filename
    saved.value.save_as(path)
    return path


def test_hr_finds_those_who_are_late_and_takes_their_names_along(
    visit: Visit, world: World, stack: RunningStack, size: Size, language: str, tmp_path: Path
) -> None:
    department = f"Late{size.name}{language}"
    names = [f"P{number:02}" for number in range(LATE + 2)]
    people_of(world, department, names)
    requirement = asked_of(world, department)
    *late, done, exempt = names
    world.complete(who(done, department))
    hr = world.signed_in("hr")
    until = {"until": "2099-01-01T00:00:00Z", "reason": PRIVATE}
    person = world.signed_in(who(exempt, department)).person_id
    hr.post(f"T/requirements/{requirement}/exemptions", {"person_id": person, **until}, expect=201)
    days_pass(stack, requirement)

    hanne = visit("hr", language=language)
    page = hanne.open(f"/manage/requirements/{requirement}")
    bar = page.get_by_role("group", name=word(language, "shared", "stateOf"))
    late_ones = bar.get_by_role("button", name=word(language, "requirements", "lines.overdue"))
    expect(late_ones).to_contain_text(str(LATE))
    for state in ("done", "exempt"):
        expect(bar.get_by_role("button", name=word(language, "requirements", f"lines.{state}"))).to_contain_text("1")
    hanne.look()
    late_ones.click()
    for name in late:
        expect(page.get_by_role("link", name=f"{name} {department}")).to_be_visible()
    expect(page.get_by_role("link", name=f"{done} {department}")).to_have_count(0)
    assert "state=overdue" in page.url
    saved = taken(page, word(language, "shared", "file.action"), word(language, "shared", "file.csv"), tmp_path)
    with saved.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert sorted(row["given_name"] for row in rows) == late
    assert {row["state"] for row in rows} == {"overdue"}
    hanne.look()
    page.get_by_role("link", name=f"{late[0]} {department}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{late[0]} {department}")
    hanne.look()


def test_a_manager_begins_the_week(visit: Visit, world: World, stack: RunningStack, size: Size, language: str) -> None:
    department = f"Team{size.name}{language}"
    people_of(world, department, ["Chief", "Bo", "Cleo"], manager=f"{department}-Chief")
    requirement = asked_of(world, department)
    hr = world.signed_in("hr")
    people = {name: world.signed_in(who(name, department)) for name in ("Chief", "Bo", "Cleo")}
    until = {"until": "2099-01-01T00:00:00Z", "reason": PRIVATE}
    exemption = {"person_id": people["Cleo"].person_id, **until}
    hr.post(f"T/requirements/{requirement}/exemptions", exemption, expect=201)
    waiver = {"module_id": world.ids["second"], "reason": PRIVATE}
    people["Bo"].post("T/waivers", waiver, expect=201)
    days_pass(stack, requirement)
    eventually(lambda: len(people["Chief"].get("T/me/team")["items"]) == 2)

    chief = visit(who("Chief", department), language=language)
    page = chief.open("/team")
    for name in ("Bo", "Cleo"):
        expect(page.get_by_role("link", name=f"{name} {department}")).to_be_visible()
    chief.look()
    chief.open("/team?late=learning")
    expect(page.get_by_role("link", name=f"Bo {department}")).to_be_visible()
    expect(page.get_by_role("link", name=f"Cleo {department}")).to_have_count(0)
    page.get_by_role("link", name=f"Bo {department}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Bo {department}")
    expect(page.get_by_role("heading", name=word(language, "person", "waivers.title"))).to_be_visible()
    expect(page.get_by_text(word(language, "person", "line.overdue")).first).to_be_visible()
    chief.look()
    expect(page.get_by_text(PRIVATE)).to_have_count(0)
    chief.open(f"/people/{people['Cleo'].person_id}")
    expect(page.get_by_role("heading", name=word(language, "person", "exemptions.title"))).to_be_visible()
    expect(page.get_by_text(word(language, "person", "exemptions.running")).first).to_be_visible()
    expect(page.get_by_text(PRIVATE)).to_have_count(0)
    chief.look()


@pytest.fixture(scope="module")
def counted(world: World) -> str:
    """A department that the figures know; those of everybody are kept for a minute."""
    people_of(world, "Board", [f"Q{number}" for number in range(6)])
    asked_of(world, "Board")
    analyst = world.signed_in("analyst")
    eventually(lambda: "Board" in {row["key"] for row in analyst.get("T/insights/compliance")["items"]}, 90)
    return "Board"


def test_an_analyst_reports_to_the_board(visit: Visit, counted: str, size: Size, language: str, tmp_path: Path) -> None:
    amir = visit("analyst", language=language)
    page = amir.open("/insights")
    compliance = page.get_by_role("region", name=word(language, "insights", "compliance.title"))
    expect(compliance).to_contain_text(counted)
    amir.look()
    page.keyboard.press("n")
    expect(compliance.get_by_role("row", name=counted)).to_contain_text("6")
    amir.look()
    compliance.get_by_role("button", name=word(language, "shared", "file.action")).click()
    with page.expect_download() as saved:
        page.get_by_role("menuitem", name=word(language, "shared", "file.csv")).click()
    saved.value.save_as(tmp_path / "compliance.csv")
    with (tmp_path / "compliance.csv").open(encoding="utf-8-sig", newline="") as opened:
        rows = {row["key"]: row for row in csv.DictReader(opened)}
    assert rows[counted]["people"] == "6"
    assert all(int(row["people"]) >= 5 for row in rows.values()), "nothing is told about fewer than five"
