"""The short form of `make drill`: a small stack is backed up under load, restored beside, and one service set back."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from service_kit.testing.pictures import picture_bytes

from tests.calling import Caller, SignedIn, callers, eventually
from tests.conftest import RunningStack
from tests.faults.drill import Drill, table

PICTURE_SIZES = 2  # at least: as large as it came, and for link previews
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def signed_in(stack: RunningStack) -> Iterator[SignedIn]:
    """A caller for a persona or a system."""
    yield from callers(stack)


def module(track: str, code: str, owner: str) -> dict[str, Any]:
    """A module that a completion from outside finishes."""
    return {
        "code": code, "track_id": track, "level": 1, "title": {"en": f"Module {code}"}, "minutes": 10, "credits": 2,
        "modality": "online", "goals": [{"en": "Know it"}], "completion_rule": "content", "owner_id": owner,
        "content": [{"kind": "text", "title": {"en": "Read"}, "body": {"en": "Words."}}],
    }  # fmt: skip


def build(trainer: Caller, lms: Caller, people: list[str]) -> None:
    """A track of three modules, a scheme that one of them is enough for, and its certificates."""
    track = {"code": "BD", "title": {"en": "Backup drill"}, "phase": "organisation", "component": "all-staff"}
    trainer.post("T/files", files={"file": ("drill.png", picture_bytes(), "image/png")}, expect=201)
    made = trainer.post("T/tracks", track | {"audience": {"everyone": True}}, expect=201)
    modules = []
    for number in range(3):
        body = module(made["id"], f"BD-{number}", trainer.person_id)
        modules.append(trainer.post("T/modules", body, expect=201)["id"])
        trainer.post(f"T/modules/{modules[-1]}/publish")
    trainer.post(f"T/tracks/{made['id']}/publish")
    rule = {"modules": modules[:1], "min_credits": 0, "min_offline_credits": 0}
    scheme = {"code": "bd-speaker", "title": {"en": "Drill"}, "rule": rule, "guideline_code": None}
    body = scheme | {"valid_for_days": 365, "refresher_window_days": 60}
    scheme = trainer.post("T/certification-schemes", body, expect=201)
    trainer.post(f"T/certification-schemes/{scheme['id']}/publish")
    for person in people:
        body = {"person_id": person, "module_id": modules[0], "external_id": f"bd-{person}"}
        lms.post("T/completions", body, expect=201)


@pytest.fixture(scope="module")
def drill(stack: RunningStack, signed_in: SignedIn) -> Iterator[Drill]:
    """The drill on this run's stack, with certificates to compare."""
    people = [item["id"] for item in signed_in("hr").get("T/people", params={"limit": 4})["items"]]
    build(signed_in("trainer"), signed_in("lms"), people)
    eventually(lambda: signed_in("trainer").get("T/certificates", params={"scheme": "bd-speaker"})["items"], 60)
    folder = Path(tempfile.mkdtemp(prefix="kring-drill-"))
    folder.chmod(0o755)  # as root, PostgreSQL runs under an account of its own that must reach its data
    drill = Drill(stack, folder)
    yield drill
    drill.end()
    print(f"\n{table(drill.steps)}")
    shutil.rmtree(folder, ignore_errors=True)


def test_no_request_fails_while_a_set_is_made(drill: Drill) -> None:
    drill.back_up_while_people_work()


def test_a_set_is_not_restored_over_a_stack_that_holds_data(drill: Drill) -> None:
    refused = drill.stack.command("restore", "--from", str(drill.set))
    assert refused.returncode == 1
    assert "holds data of training and advocacy and governance already" in refused.stderr + refused.stdout


def test_all_of_it_is_restored_beside(drill: Drill) -> None:
    drill.restore_all_beside()


def test_what_was_acknowledged_before_the_moment_is_there_and_nothing_after_it(drill: Drill) -> None:
    drill.compare_the_moment()


def test_the_files_are_equal(drill: Drill) -> None:
    assert drill.compare_files() >= PICTURE_SIZES


def test_the_feeds_are_equal_and_followed_on(drill: Drill) -> None:
    drill.compare_feeds_and_cursors()


def test_the_records_are_equal(drill: Drill) -> None:
    drill.compare_records()


def test_one_service_set_back_alone_is_noticed_by_its_siblings(drill: Drill) -> None:
    drill.set_training_back_alone()


def test_two_admins_repair_it_and_everything_is_equal(drill: Drill) -> None:
    drill.repair()
