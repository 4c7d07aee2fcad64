"""The backup drill: back up while people work, restore beside, compare, set one service back, have it noticed.

`make drill` does it on a running stack; `test_backup_drill.py` on a small one. The running stack is only read and
worked on: what is set back is the copy beside it.
"""

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import psycopg
from service_kit.data import backup_files, backup_set

from infra.local.settings import SERVICES, Settings
from infra.local.state import State
from tests.calling import eventually
from tests.conftest import RunningStack, free_port
from tests.faults.at_work import AtWork, Noted
from tests.faults.feeds import caught_up, compare_replicas, repair, rewound

PAGE = 2000
CERTIFICATES = 20
LOST = 7
SOON = 120.0
ISSUED = "training.certificate.issued.v1"


@dataclass(frozen=True)
class Step:
    """What was done, how long it took, and what was found."""

    name: str
    seconds: float
    found: str


@dataclass
class Drill:
    """The steps in their order; each one raises AssertionError with what is not as it was."""

    stack: RunningStack
    folder: Path
    steps: list[Step] = field(default_factory=list)
    say: Callable[[str], None] = lambda _line: None
    noted: list[Noted] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.set = self.folder / "set"
        pages = {"ISSUER_NAME": self._issuer_name()}
        self.beside = RunningStack(free_port(), self.folder / "beside", pages)

    def back_up_while_people_work(self) -> None:
        """No request fails, and the followers wait two seconds at most."""
        people = self._ids("hr", "/api/training/v1/people")
        modules = self._ids("trainer", "/api/training/v1/modules", state="published")
        with AtWork(self.stack, people, modules[1:]) as at_work:  # the first is for what gets lost
            at_work.wait_for_completions(10)
            with self._timed("back up while people work") as step:
                done = self.stack.command("backup", "--to", str(self.set))
                assert done.returncode == 0, done.stdout + done.stderr
                waited = float(done.stdout.split("followers waited ")[1].split(" s")[0])
                assert waited <= 2.0, done.stdout
                step.found = f"followers waited {waited:.2f} s"
            at_work.wait_for_completions(10)  # work goes on: the set is older than the stack
        self.noted = at_work.work.completions
        assert at_work.work.failed == []
        asked = len(at_work.work.completions) + at_work.work.reads
        self.steps.append(Step("requests meanwhile", 0, f"{asked} asked, 0 failed"))

    def restore_all_beside(self) -> None:
        """A stack of its own from the set: every table's digest is that of the moment."""
        with self._timed("restore all beside") as step:
            done = self.stack.command("restore", "--from", str(self.set), "--into", str(self.beside.data))
            assert done.returncode == 0, done.stdout + done.stderr
            assert done.stdout.count("digest equal") == len(SERVICES), done.stdout
            step.found = f"digest equal in {len(SERVICES)} databases"
        with self._timed("start it") as step:
            started = self.beside.command("up")
            assert started.returncode == 0, started.stdout + started.stderr + self.beside.last_words()
            step.found = self.beside.origin

    def compare_the_moment(self) -> None:
        """What was acknowledged before the moment is there, what was asked after it is not."""
        manifest = backup_set.read_manifest(self.set)
        before = {one.external_id for one in self.noted if one.answered_at < manifest.at}
        after = {one.external_id for one in self.noted if one.asked_at > manifest.at}
        assert before
        assert after
        with self._timed("one moment") as step:
            there = self._recorded([one.external_id for one in self.noted])
            assert before <= there, f"{len(before - there)} acknowledged completions are lost"
            assert not after & there, f"{len(after & there)} completions are from after the moment"
            step.found = f"{len(before)} acknowledged before it are there, {len(after)} asked after it are not"

    def compare_files(self) -> int:
        """Every file of the set lies where the copy's services look for it, byte for byte; how many there are."""
        manifest = backup_set.read_manifest(self.set)
        with self._timed("files as they were") as step:
            kept = backup_files.read_files(self.set, manifest.files, SERVICES)
            for one in kept:
                there = self.beside.data / "files" / one.service / one.key
                assert backup_set.hash_of(there) == one.sha256, there
            step.found = f"{len(kept)} equal"
        return len(kept)

    def compare_feeds_and_cursors(self) -> None:
        """Each feed is the same event by event up to the set's head, goes on far above, and is followed."""
        manifest = backup_set.read_manifest(self.set)
        with self._timed("feeds equal up to their heads") as step:
            for part in manifest.services:
                old = self._events(self.stack, part.name, part.head)
                new = self._events(self.beside, part.name, part.head)
                differing = [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]]
                assert not differing, f"the feed of {part.name} differs in {len(differing)}: {differing[:1]}"
                assert len(old) == part.rows["events"]
                step.found += f"{part.name} {part.head}  "
        with self._timed("cursors follow on") as step:
            for name in SERVICES:
                feeds = eventually(partial(caught_up, self.beside, name), SOON)
                step.found += "  ".join(f"{name} < {feed['source']} {feed['position']}" for feed in feeds) + "  "
                assert all(feed["position"] > manifest.highest_position(feed["source"]) for feed in feeds)

    def compare_records(self) -> None:
        """The chains of the audit record hold, certificates show what they showed, points are the sum of the ledger."""
        with self._timed("audit chains intact") as step:
            for name in SERVICES:
                found = self._get(self.beside, "admin", f"/api/{name}/v1/audit/verification")
                assert found["intact"] is True, (name, found)
            step.found = ", ".join(SERVICES)
        with self._timed("certificates' public pages") as step:
            ids = self._certificates()
            assert ids
            for certificate in ids:
                assert self._page(self.stack, certificate) == self._page(self.beside, certificate)
            step.found = f"{len(ids)} equal"
        with self._timed("points are the sum of the ledger") as step:
            assert self._points_consistent()
            step.found = "consistent"

    def set_training_back_alone(self) -> None:
        """Work on in the copy, then restore training from the older set while its siblings run; both notice."""
        people = self._ids("hr", "/api/training/v1/people")
        modules = self._ids("trainer", "/api/training/v1/modules", state="published")
        with AtWork(self.beside, people, modules[:1]) as at_work:
            at_work.wait_for_completions(LOST)
        assert at_work.work.failed == []
        for name in ("advocacy", "governance"):
            eventually(partial(caught_up, self.beside, name), SOON)
        with self._timed("restore training alone") as step:
            words = ("--from", str(self.set), "--service", "training-api", "--aside")
            done = self.beside.command("restore", *words)
            assert done.returncode == 0, done.stdout + done.stderr
            step.found = "its siblings run; the database from before is kept"
        with self._timed("siblings notice") as step:
            for name in ("advocacy", "governance"):
                eventually(partial(rewound, self.beside, name), SOON)
            step.found = "advocacy and governance: rewound"
        with self._timed("training follows its siblings") as step:
            feeds = eventually(lambda: caught_up(self.beside, "training"), SOON)
            step.found = "  ".join(f"{feed['source']} {feed['position']}" for feed in feeds)

    def repair(self) -> None:
        """Two admins repair both siblings; nothing in the ledger is deleted, and the replicas equal the publisher."""
        for name in ("advocacy", "governance"):
            entries = self._ledger()
            with self._timed(f"repair {name}, tried first") as step:
                step.found = repair(self.beside, name)
            assert self._ledger() == entries
        with self._timed("siblings follow on") as step:
            feeds = [
                feed
                for name in ("advocacy", "governance")
                for feed in eventually(partial(caught_up, self.beside, name), SOON)
            ]
            step.found = "  ".join(f"{feed['source']} {feed['position']}" for feed in feeds)
        with self._timed("replicas equal their publisher") as step:
            for name in ("advocacy", "governance"):
                compared = compare_replicas(self.beside, name)
                assert compared == [[]] * len(compared), (name, compared)
            assert self._points_consistent()
            step.found = "digests equal, points consistent"

    def end(self) -> None:
        """Stop the copy; the running stack is as it was but for the completions."""
        self.beside.command("down", within=120)

    def _timed(self, name: str) -> "Timed":
        return Timed(self, name)

    def _get(self, stack: RunningStack, who: str, path: str, **params: Any) -> Any:
        with httpx.Client(base_url=stack.base_url, headers=stack.bearer(who), timeout=30, trust_env=False) as client:
            answer = client.get(path, params=params)
        assert answer.status_code == 200, f"GET {path}: {answer.status_code} {answer.text[:500]}"
        return json.loads(answer.text.replace(stack.origin, ""))  # each stack names its own addresses

    def _ids(self, who: str, path: str, **params: Any) -> list[str]:
        found = [item["id"] for item in self._get(self.stack, who, path, limit=50, **params)["items"]]
        assert found, f"{path} is empty"
        return found

    def _events(self, stack: RunningStack, name: str, head: int) -> list[Any]:
        events: list[Any] = []
        while True:
            after = events[-1]["id"] if events else 0
            page = self._get(stack, "training-api", f"/api/{name}/v1/feed", after=after, limit=PAGE)
            events += [event for event in page if int(event["id"]) <= head]
            if not page or int(page[-1]["id"]) >= head:
                return events

    def _certificates(self) -> list[str]:
        head = backup_set.read_manifest(self.set).part_of("training").head
        events = self._events(self.stack, "training", head)
        return [event["data"]["certificate_id"] for event in events if event["type"] == ISSUED][-CERTIFICATES:]

    def _page(self, stack: RunningStack, certificate: str) -> Any:
        answer = httpx.get(f"{stack.base_url}/api/training/v1/credentials/{certificate}", trust_env=False, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.text.replace(stack.origin, "")

    def _ledger(self) -> int:
        with psycopg.connect(self.beside.state.databases["advocacy"]) as connection:
            row = connection.execute("SELECT count(*) FROM point_entries").fetchone()
        return int(row[0]) if row else 0

    def _points_consistent(self) -> bool:
        return bool(self._get(self.beside, "community-manager", "/api/advocacy/v1/points/consistency")["consistent"])

    def _recorded(self, external_ids: list[str]) -> set[str]:
        with psycopg.connect(self.beside.state.databases["training"]) as connection:
            query = "SELECT external_id FROM completions WHERE external_id = ANY(%s)"
            return {external_id for (external_id,) in connection.execute(query, (external_ids,))}

    def _issuer_name(self) -> str:
        ids = self._events(self.stack, "training", sys.maxsize)
        issued = [event["data"]["certificate_id"] for event in ids if event["type"] == ISSUED]
        assert issued, "the stack has no certificate to compare"
        path = f"{self.stack.base_url}/api/training/v1/credentials/{issued[-1]}"
        return str(httpx.get(path, trust_env=False, timeout=30).json()["issuer"]["name"])


class Timed(AbstractContextManager["Timed"]):
    """Measures one step and tells it."""

    def __init__(self, drill: Drill, name: str) -> None:
        self._drill = drill
        self._name = name
        self.found = ""

    def __enter__(self) -> "Timed":
        self._began = time.monotonic()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            step = Step(self._name, time.monotonic() - self._began, self.found.strip())
            self._drill.steps.append(step)
            self._drill.say(f"  ✓ {step.name:<34} {step.seconds:6.1f} s  {step.found}")


def table(steps: list[Step]) -> str:
    """The steps as a table for a report."""
    lines = ["| step | seconds | found |", "|---|---:|---|"]
    return "\n".join([*lines, *(f"| {step.name} | {step.seconds:.1f} | {step.found} |" for step in steps)])


def main() -> int:
    """`make drill`."""
    settings = Settings()
    if not State.read(settings.data).is_running:
        sys.stderr.write("✗ No stack runs here. Start it with: make up\n")
        return 1
    folder = Path(tempfile.mkdtemp(prefix="kring-drill-"))
    folder.chmod(0o755)  # as root, PostgreSQL runs under an account of its own that must reach its data
    drill = Drill(RunningStack(settings.port, settings.data), folder, say=lambda line: print(line, flush=True))
    try:
        drill.back_up_while_people_work()
        drill.restore_all_beside()
        drill.compare_the_moment()
        drill.compare_files()
        drill.compare_feeds_and_cursors()
        drill.compare_records()
        drill.set_training_back_alone()
        drill.repair()
    except AssertionError as fault:
        sys.stderr.write(f"✗ {fault}\n")
        return 1
    finally:
        drill.end()
        shutil.rmtree(folder, ignore_errors=True)
        print(f"\n{table(drill.steps)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
