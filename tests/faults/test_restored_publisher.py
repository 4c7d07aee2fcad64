"""Training is restored from a backup under running followers: they notice at once, stop, and are repaired."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from infra.local.postgres import programs
from tests.calling import Caller, SignedIn, callers, eventually
from tests.conftest import RunningStack

HEADER = (
    "employee_number,user_name,given_name,family_name,email,locale,department,division,job_profile,"
    "manager_employee_number,location,active"
)
PEOPLE = [f"rp.{name}" for name in ("ada", "ben", "cas", "dee", "eli", "fay", "gus", "hal", "ivy", "joe")]
SECOND_ADMIN = "person:rp.second"
SOON = 90.0  # seconds, on a busy machine
FOLLOWERS = ("advocacy", "governance")
LETTERS = {"training": "T", "advocacy": "A", "governance": "G"}


@dataclass
class World:
    """One stack with people, a certificate scheme, and what was dumped of training."""

    stack: RunningStack
    sign_in: SignedIn
    people: dict[str, str] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)
    dump: Path = Path()

    def complete(self, module: str, *names: str) -> None:
        """The LMS reports that these people completed a module."""
        for name in names:
            result = {
                "person_id": self.people[name],
                "module_id": self.modules[module],
                "external_id": f"{module}-{name}",
            }
            # A service whose database was replaced finds each of its old connections broken once.
            eventually(lambda result=result: self.sign_in("lms").post("T/completions", result, expect=201), SOON)

    def url(self, service: str) -> str:
        return self.stack.state.databases[service]

    def rows(self, service: str, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url(service), autocommit=True) as connection:
            return connection.execute(statement.encode(), values).fetchall()

    def ready(self, service: str) -> dict[str, Any]:
        """What the service's own readiness says."""
        port = self.stack.state.ports[service]
        answer = httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=10, trust_env=False)
        return {**answer.json(), "code": answer.status_code}

    def feed(self, service: str) -> dict[str, Any]:
        """The follower's view of training's feed, as its readiness tells it."""
        return next(feed for feed in self.ready(service)["feeds"] if feed["source"] == "training")

    def head(self, service: str) -> int:
        """The newest position of a feed; reading it gives the events that are committed their positions."""
        self.sign_in("admin").get(f"{LETTERS[service]}/feed", params={"after": 0, "limit": 1})
        return int(self.rows(service, "SELECT max(position) FROM events")[0][0])

    def caught_up(self) -> None:
        """Wait until both followers have applied all that training has published."""
        head = self.rows("training", "SELECT max(position) FROM events")[0][0]
        for service in FOLLOWERS:
            eventually(lambda service=service: self.feed(service)["position"] >= head, SOON)

    def restore(self) -> None:
        """Training's database as it was when it was dumped, under running services."""
        url = self.url("training")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.execute("DROP OWNED BY CURRENT_USER CASCADE")
            connection.execute("CREATE SCHEMA IF NOT EXISTS public")
        command = [str(programs() / "pg_restore"), "--no-owner", "--no-acl", "--single-transaction", f"--dbname={url}"]
        done = subprocess.run([*command, str(self.dump)], capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        eventually(lambda: self.ready("training")["code"] == 200, SOON)

    def say_restored(self, to: datetime) -> None:
        """The operator's command, after the restore."""
        state = self.stack.state
        siblings = {f"SIBLING_{name.upper()}_URL": f"http://127.0.0.1:{state.ports[name]}" for name in FOLLOWERS}
        environment = {
            **os.environ,
            **siblings,
            "DATABASE_URL": self.url("training"),
            "OIDC_ISSUER": self.stack.origin,
        }
        words = ["restored", "training_api", "--to", to.isoformat()]
        done = subprocess.run(
            [sys.executable, "-m", "service_kit", *words],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def points(self, name: str) -> int:
        """What a person has in advocacy."""
        found = self.rows("advocacy", "SELECT balance FROM point_balances WHERE person_id = %s", self.people[name])
        return int(found[0][0]) if found else 0

    def may_speak(self, name: str) -> dict[str, Any]:
        """Their right to speak for the brand, as governance checks it."""
        return dict(self.sign_in("strategist").get("G/speaking-rights/check", params={"person": self.people[name]}))


@pytest.fixture(scope="module")
def signing_in(stack: RunningStack) -> Iterator[SignedIn]:
    """A caller for a persona, a system, or `person:<user_name>`."""
    yield from callers(stack)


@pytest.fixture(scope="module")
def world(stack: RunningStack, signing_in: SignedIn, tmp_path_factory: pytest.TempPathFactory) -> World:
    """People who can learn, be certified and speak, and a second admin."""
    world = World(stack, signing_in)
    _bring_people(world)
    _build_catalogue(world)
    world.dump = tmp_path_factory.mktemp("dump") / "training.dump"
    return world


def _bring_people(world: World) -> None:
    lines = [
        f"RP-{number:03},{name},{name[3:].title()},Restored,{name}@example.org,en,Sales,Retail,agent,,Ghent,true"
        for number, name in enumerate([*PEOPLE, "rp.second"], 1)
    ]
    files = {"file": ("people.csv", "\n".join([HEADER, *lines]).encode(), "text/csv")}
    hr = world.sign_in("hr-system")
    job = hr.post("T/people/imports", expect=202, params={"dry_run": "false"}, files=files)
    eventually(lambda: hr.get(f"T/people/imports/{job['id']}")["status"] == "succeeded", SOON)
    for name in PEOPLE:
        world.people[name] = hr.get("T/people", params={"user_name": name})["items"][0]["id"]
    second = {
        "employee_number": "RP-011",
        "user_name": "rp.second",
        "given_name": "Second",
        "family_name": "Admin",
        "email": "rp.second@example.org",
        "locale": "en",
        "roles": ["employee", "admin"],
    }
    hr.post("T/people/sign-ins", second)
    world.caught_up()


def _build_catalogue(world: World) -> None:
    trainer = world.sign_in("trainer")
    track = trainer.post(
        "T/tracks",
        {"code": "RP", "title": {"en": "Restored"}, "phase": "organisation", "component": "all-staff",
         "audience": {"everyone": True}},
        expect=201,
    )  # fmt: skip
    for code in ("RP-101", "RP-102", "RP-103", "RP-104", "RP-105"):
        made = trainer.post(
            "T/modules",
            {"code": code, "track_id": track["id"], "level": 1, "title": {"en": code}, "minutes": 12, "credits": 2,
             "modality": "online", "goals": [{"en": "Know it"}], "completion_rule": "content",
             "owner_id": trainer.person_id,
             "content": [{"kind": "text", "title": {"en": "Read"}, "body": {"en": "Words."}}]},
            expect=201,
        )  # fmt: skip
        world.modules[code] = made["id"]
        trainer.post(f"T/modules/{made['id']}/publish")
    trainer.post(f"T/tracks/{track['id']}/publish")
    rule = {"modules": [world.modules["RP-101"]], "min_credits": 0, "min_offline_credits": 0}
    scheme = trainer.post(
        "T/certification-schemes",
        {"code": "rp-speaker", "title": {"en": "Speaker"}, "rule": rule, "guideline_code": None, "valid_for_days": 365,
         "refresher_window_days": 60},
        expect=201,
    )  # fmt: skip
    trainer.post(f"T/certification-schemes/{scheme['id']}/publish")


def certificate_of(world: World, name: str) -> str:
    found = world.rows(
        "training", "SELECT id FROM certificates WHERE person_id = %s AND is_current", world.people[name]
    )
    return str(found[0][0])


def suspend(world: World, name: str) -> None:
    trainer, path = world.sign_in("trainer"), f"T/certificates/{certificate_of(world, name)}/suspend"
    # The service still holds connections to the database that was replaced: each is found broken once.
    eventually(lambda: trainer.post(path, {"reason": "To be looked at."}), SOON)


def repair(world: World, service: str, admin: str, *, dry_run: bool) -> str:
    """Asks for a repair; answers where to ask how it goes."""
    asked = world.sign_in(admin).http.post(f"/api/{service}/v1/feeds/training/repair", json={"dry_run": dry_run})
    assert asked.status_code == 202, asked.text
    assert asked.headers["location"].startswith(f"/api/{service}/v1/feeds/training/repairs/")
    return str(asked.headers["location"])


def ended(world: World, location: str) -> dict[str, Any]:
    """A repair that came to its end."""
    admin = world.sign_in("admin")

    def look() -> Any:
        answer = admin.http.get(location)
        assert answer.status_code == 200, answer.text
        return answer.json() if answer.json()["status"] in ("succeeded", "failed") else None

    found: dict[str, Any] = eventually(look, SOON)
    assert (found["status"], found["errors"]) == ("succeeded", [])
    return found


def assert_noticed(world: World, service: str) -> None:
    """Said everywhere, nothing applied, and the service still answers."""
    feed = eventually(lambda: (found := world.feed(service))["state"] == "rewound" and found, SOON)
    assert (feed["lag"], feed["rewound"]["code"]) == (None, "FeedRewound")
    ready = world.ready(service)
    assert (ready["code"], ready["status"]) == (200, "feed-rewound")
    assert "repair" in feed["why"]
    admin = world.sign_in("admin")
    shown = admin.get(f"{LETTERS[service]}/feeds")["items"][0]
    assert (shown["source"], shown["state"]) == ("training", "rewound")
    tasks = admin.get(f"{LETTERS[service]}/me/tasks")["items"]
    assert [task["subject"]["code"] for task in tasks if task["kind"] == "feed-rewound"] == ["training"]
    port = world.stack.state.ports[service]
    metrics = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=10, trust_env=False).text
    assert 'feed_rewound{source="training"} 1.0' in metrics
    log = (world.stack.data / "logs" / f"{service}-worker.log").read_text(encoding="utf-8")
    assert '"feed_rewound"' in log


def assert_equal(world: World) -> None:
    """Both replicas hold what training holds."""
    people = "SELECT id, (to_jsonb(p) - 'updated_at')::text FROM people p {} ORDER BY id"
    lost = "WHERE NOT EXISTS (SELECT FROM feed_losses l WHERE l.kind = 'person' AND l.gone AND l.thing = p.id::text)"
    theirs = world.rows("training", people.format(""))
    for service in FOLLOWERS:
        assert world.rows(service, people.format(lost)) == theirs
    state = "SELECT certificate_id, state FROM certificate_facts WHERE state <> 'revoked' ORDER BY 1"
    certificates = world.rows("training", "SELECT id, state FROM certificates ORDER BY 1")
    assert world.rows("governance", state) == certificates
    told = world.rows(
        "training",
        "SELECT c.id FROM completions c WHERE c.reverses IS NULL "
        "AND NOT EXISTS (SELECT FROM completions r WHERE r.reverses = c.id) ORDER BY 1",
    )
    known = world.rows(
        "advocacy",
        "SELECT f.id FROM learning_facts f WHERE f.kind = 'completion' AND NOT f.reversed AND NOT EXISTS ("
        "SELECT FROM feed_losses l WHERE l.kind = 'completion' AND l.gone AND l.thing = f.id::text) ORDER BY 1",
    )
    assert known == told


def second_person(world: World, service: str) -> dict[str, Any]:
    """A dry run by one admin, refused to the same, asked for by another; answers what the dry run said."""
    tried = ended(world, repair(world, service, "admin", dry_run=True))
    assert world.feed(service)["state"] == "rewound"
    own = world.sign_in("admin").post(f"{LETTERS[service]}/feeds/training/repair", {"dry_run": False}, expect=403)
    assert own["code"] == "SecondPersonNeeded"
    return tried


def test_a_publisher_that_numbered_past_its_followers_is_noticed_and_repaired(world: World) -> None:
    world.complete("RP-101", "rp.ada", "rp.ben")
    world.caught_up()
    eventually(lambda: world.may_speak("rp.ada")["allowed"] and world.may_speak("rp.ben")["allowed"], SOON)
    assert world.points("rp.ada") == 60
    _dump(world)
    # Five events further: four completions, of which two bring a certificate, are lost to training.
    world.complete("RP-102", "rp.ada", "rp.cas")
    world.complete("RP-101", "rp.dee", "rp.eli")
    world.caught_up()
    eventually(lambda: world.may_speak("rp.dee")["allowed"], SOON)
    before = world.feed("advocacy")["position"]
    lost_points = world.points("rp.cas")
    assert lost_points == 10

    world.restore()
    suspend(world, "rp.ada")
    world.complete("RP-103", *PEOPLE)
    eventually(lambda: world.head("training") > before, SOON)
    for service in FOLLOWERS:
        assert_noticed(world, service)
    manager = world.sign_in("community-manager")
    meanwhile = manager.get("A/points/consistency")
    assert (meanwhile["consistent"], meanwhile["feeds"][0]["state"]) == (False, "rewound")

    for service in FOLLOWERS:
        tried = second_person(world, service)
        done = ended(world, repair(world, service, SECOND_ADMIN, dry_run=False))
        assert done["result"] == tried["result"]
        eventually(lambda service=service: world.feed(service)["state"] == "following", SOON)
    world.caught_up()
    assert_equal(world)
    # A certificate that was suspended after the restore does not speak, nor does one that is lost.
    ada = world.may_speak("rp.ada")
    assert (ada["allowed"], [why["code"] for why in ada["missing"]]) == (False, ["CertificateSuspended"])
    assert world.may_speak("rp.ben")["allowed"] is True
    assert world.may_speak("rp.dee")["allowed"] is False
    # The missing completions came; what lost ones brought is kept and listed.
    assert world.points("rp.joe") == 10
    assert world.points("rp.cas") == lost_points + 10
    losses = world.sign_in("admin").get("A/feeds/training/losses", params={"kind": "completion"})["items"]
    assert len(losses) == 4
    assert {loss["reason"] for loss in losses} == {"SourceLost"}
    assert manager.get("A/points/consistency")["consistent"] is True
    over = world.sign_in("admin").post("A/feeds/training/repair", {"dry_run": True}, expect=409)
    assert over["code"] == "FeedNotRewound"


def test_what_lost_events_brought_is_taken_back_when_an_admin_says_so(world: World) -> None:
    admin = world.sign_in("admin")
    body = {"kind": "completion", "decision": "reverse"}
    assert admin.post("A/feeds/training/losses/decisions", body)["things"] == 4
    assert world.points("rp.cas") == 10
    entries = world.rows(
        "advocacy",
        "SELECT reason, amount FROM point_entries WHERE person_id = %s ORDER BY created_at, id",
        world.people["rp.cas"],
    )
    assert sorted(entries) == [("completion", 10), ("completion", 10), ("completion-reversed", -10)]
    assert world.sign_in("community-manager").get("A/points/consistency")["consistent"] is True


def test_a_publisher_that_says_it_was_restored_is_noticed_and_a_killed_repair_goes_on(world: World) -> None:
    moment = datetime.now(UTC)
    _dump(world)
    world.complete("RP-104", *PEOPLE[:6])
    world.caught_up()
    position, key = world.rows("advocacy", "SELECT position, eventkey FROM feed_cursors WHERE source = 'training'")[0]
    read = {"after": position, "after_key": str(key)}
    world.restore()
    world.say_restored(moment)
    first = world.rows("training", "SELECT position, type FROM events ORDER BY position DESC LIMIT 1")[0]
    assert first[1] == "training.feed.restored.v1"
    assert first[0] > world.feed("advocacy")["position"] + 1_000_000
    world.complete("RP-105", *PEOPLE[:3])
    suspend(world, "rp.ben")
    for service in FOLLOWERS:
        assert_noticed(world, service)
    refused = world.sign_in("partner").get("T/feed", expect=409, params=read)
    assert (refused["code"], datetime.fromisoformat(refused["restored_to"])) == ("FeedRewound", moment)
    second_person(world, "governance")
    _repair_with_a_kill(world)
    second_person(world, "advocacy")
    ended(world, repair(world, "advocacy", SECOND_ADMIN, dry_run=False))
    for service in FOLLOWERS:
        eventually(lambda service=service: world.feed(service)["state"] == "following", SOON)
    world.caught_up()
    assert_equal(world)
    ben = world.may_speak("rp.ben")
    assert (ben["allowed"], [why["code"] for why in ben["missing"]]) == (False, ["CertificateSuspended"])
    assert world.sign_in("community-manager").get("A/points/consistency")["consistent"] is True


def _repair_with_a_kill(world: World) -> None:
    """The worker dies while the certificates are being repaired; the people were, and are not compared again."""
    url = world.url("governance")
    with psycopg.connect(url) as connection:
        connection.execute("LOCK TABLE certificate_facts IN SHARE ROW EXCLUSIVE MODE")
        location = repair(world, "governance", SECOND_ADMIN, dry_run=False)
        admin: Caller = world.sign_in("admin")
        eventually(lambda: "scheme" in admin.http.get(location).json()["result"], SOON)
        at_work = admin.http.get(location).json()
        assert (at_work["status"], "certificate" in at_work["result"]) == ("running", False)
        again = admin.post("G/feeds/training/repair", {"dry_run": True}, expect=409)
        assert again["code"] == "RepairRunning"
        killed = world.stack.state.parts["governance-worker"].pid
        os.kill(killed, signal.SIGKILL)
        eventually(lambda: world.stack.state.parts["governance-worker"].pid != killed, SOON)
        connection.rollback()
    done = ended(world, location)
    assert done["result"]["person"] == at_work["result"]["person"]
    assert done["result"]["certificate"]["changed"] == 1


def _dump(world: World) -> None:
    world.dump.unlink(missing_ok=True)
    command = [str(programs() / "pg_dump"), "--format=custom", f"--file={world.dump}", world.url("training")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    time.sleep(0.1)
