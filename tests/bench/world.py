"""A large organisation for the benchmark: people by HR's own import, the rest of their history by COPY."""

import io
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import psycopg
from service_kit.data.database import new_id

from tests.bench.work import since, worked

HEADER = (
    "employee_number,user_name,given_name,family_name,email,locale,department,division,job_profile,"
    "manager_employee_number,location,active"
)
WAIT = 300.0
ENTRIES_EACH = 97  # ten million for 103,000 people


@dataclass
class World:
    """What the measurements need to know of the organisation."""

    origin: str
    databases: dict[str, str]
    token: Callable[[str], str]
    size: int
    people: list[UUID] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    parts: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    work: dict[str, dict[str, float]] = field(default_factory=dict)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Keep how long the block takes, and the seconds of processor time of each part meanwhile."""
        side = {"parts": self.parts}
        began, started = worked(side), time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - started
        self.work[name] = since(began, worked(side))

    def client(self, who: str) -> httpx.Client:
        """A client of the gateway with somebody's token."""
        headers = {"Authorization": f"Bearer {self.token(who)}"}
        return httpx.Client(base_url=self.origin, headers=headers, timeout=60, trust_env=False)


def people_file(size: int, changed: str = "") -> bytes:
    """HR's file: ten to a manager, sixty departments, three divisions, twelve profiles."""
    text = io.StringIO()
    text.write(HEADER + "\n")
    for n in range(size):
        manager = "" if n == 0 else f"B{(n - 1) // 10:06d}"
        text.write(
            f"B{n:06d},b{n:06d},Given{n % 997},Family{n % 7919}{changed},b{n:06d}@example.org,"
            f"{('nl', 'fr', 'en')[n % 3]},"
            f"Department {n % 60},Division {n % 3},profile-{n % 12},{manager},Site {n % 40},true\n"
        )
    return text.getvalue().encode()


def import_people(world: World, content: bytes) -> float:
    """Seconds from the upload to the finished job."""
    with world.client("hr-system") as hr:
        started = time.perf_counter()
        answer = hr.post("/api/training/v1/people/imports", files={"file": ("people.csv", content, "text/csv")})
        answer.raise_for_status()
        where = answer.headers["location"]
        while time.perf_counter() - started < WAIT:
            job = hr.get(where).json()
            if job["status"] in {"succeeded", "failed"}:
                if job["status"] == "failed" or job["errors"]:
                    raise RuntimeError(f"the import did not go well: {str(job)[:500]}")
                return time.perf_counter() - started
            time.sleep(0.05)
    raise TimeoutError("the import did not end")


def wait_for_replica(world: World, service: str) -> float:
    """Seconds until a replica holds everyone."""
    started = time.perf_counter()
    with psycopg.connect(world.databases[service], autocommit=True) as connection:
        while time.perf_counter() - started < WAIT:
            row = connection.execute("SELECT count(*) FROM people WHERE employee_number LIKE 'B%'").fetchone()
            if row and row[0] >= world.size:
                return time.perf_counter() - started
            time.sleep(0.02)
    raise TimeoutError(f"{service} did not catch up")


def replay(world: World, service: str, turn: int) -> float:
    """Events a second at which a follower that starts from nothing applies the directory's feed.

    Counted from the first page applied to the last: the moment at which a waiting follower notices is left out.
    """
    with psycopg.connect(world.databases[service], autocommit=True) as connection:
        connection.execute(
            "WITH gone AS (DELETE FROM people) "
            "UPDATE feed_cursors SET position = 0, eventkey = NULL WHERE source = 'training'"
        )
        _nudge(world, turn)
        first, started = 0, time.perf_counter()
        while time.perf_counter() - started < WAIT:
            row = connection.execute("SELECT count(*) FROM people WHERE employee_number LIKE 'B%'").fetchone()
            there = row[0] if row else 0
            if first == 0 and there:
                first, started = there, time.perf_counter()
            if there >= world.size:
                return (there - first) / max(time.perf_counter() - started, 0.001)
            time.sleep(0.02)
    raise TimeoutError(f"{service} did not catch up")


def _nudge(world: World, turn: int) -> None:
    """One more event, so that a follower that waits for news looks again."""
    with world.client("hr") as hr:
        someone = hr.get("/api/training/v1/people", params={"q": "b000001"}).json()["items"][0]
        where = f"/api/training/v1/people/{someone['id']}"
        answer = hr.patch(where, json={"location": f"Turn {turn}"}, headers={"If-Match": "*"})
        answer.raise_for_status()


def build(world: World) -> None:
    """Sixty modules, a scheme, a guideline in force, content, and a history for everyone."""
    catalogue(world)
    guideline(world)
    content(world)
    with psycopg.connect(world.databases["training"], autocommit=True) as connection:
        rows = connection.execute("SELECT id FROM people WHERE employee_number LIKE 'B%' ORDER BY employee_number")
        world.people = [row[0] for row in rows.fetchall()]
    learning_history(world)
    governance_history(world)
    advocacy_history(world)


def _create(client: httpx.Client, path: str, body: Any = None) -> Any:
    answer = client.post(path, json=body)
    if answer.status_code >= 300:
        raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:500]}")
    return answer.json()


def catalogue(world: World) -> None:
    """One track of sixty modules on four levels, a scheme and a requirement for everyone."""
    base = "/api/training/v1"
    with world.client("trainer") as trainer:
        me = trainer.get(f"{base}/people/me").json()["id"]
        track = _create(
            trainer,
            f"{base}/tracks",
            {"code": "BENCH", "title": {"en": "Bench"}, "phase": "organisation", "component": "all-staff",
             "audience": {"everyone": True}},
        )  # fmt: skip
        for n in range(60):
            level = n // 15 + 1
            module = _create(
                trainer,
                f"{base}/modules",
                {"code": f"BE-{level}{n % 15:02d}", "track_id": track["id"], "level": level,
                 "title": {"nl": f"Module {n}", "en": f"Module {n}"}, "minutes": 12, "credits": 2, "modality": "online",
                 "goals": [{"nl": "Weten", "en": "Know"}],
                 "content": [{"kind": "text", "title": {"en": "Read"}, "body": {"en": "Words. " * 40}}],
                 "completion_rule": "content", "owner_id": me},
            )  # fmt: skip
            _create(trainer, f"{base}/modules/{module['id']}/publish")
            world.modules.append(module["id"])
        _create(trainer, f"{base}/tracks/{track['id']}/publish")
        scheme = _create(
            trainer,
            f"{base}/certification-schemes",
            {"code": "bench-speaker", "title": {"en": "Speaker"},
             "rule": {"modules": world.modules[:2], "min_credits": 4, "min_offline_credits": 0},
             "guideline_code": "bench", "valid_for_days": 365, "refresher_window_days": 60},
        )  # fmt: skip
        _create(trainer, f"{base}/certification-schemes/{scheme['id']}/publish")
        world.ids["requirement"] = requirement_for_everyone(world, world.modules[0])
        world.ids["scheme"] = scheme["id"]


def requirement_for_everyone(world: World, module: str) -> str:
    """A module that everyone must complete, from now on; `activated` is how long that took."""
    base = "/api/training/v1/requirements"
    with world.client("trainer") as trainer:
        me = trainer.get("/api/training/v1/people/me").json()["id"]
        made = _create(
            trainer,
            base,
            {"module_id": module, "applies_to": {"roles": ["employee"]}, "due_in_days": 30,
             "repeat_every_days": None, "reason": "Everyone", "legal_basis": "contract", "sponsor_id": me},
        )  # fmt: skip
        with world.timed("activated"):
            _create(trainer, f"{base}/{made['id']}/activate")
        return str(made["id"])


def guideline(world: World) -> None:
    """A guideline in force for everyone, and the template by which it was signed off."""
    with world.client("strategist") as strategist:
        template = _create(
            strategist,
            "/api/governance/v1/signoff-templates",
            {"name": "Legal", "stages": [{"name": "Decide", "kind": "decide", "reviewers": [{"role": "legal"}],
                                          "quorum": "all", "due_business_days": 5}]},
        )  # fmt: skip
    world.ids["template"] = template["id"]
    world.ids["guideline"] = guideline_for(world, "bench", {"roles": []})


def guideline_for(world: World, code: str, audience: dict[str, list[str]]) -> str:
    """A guideline of four clauses, signed off and in force; `asked` is how long it took to ask its audience."""
    base = "/api/governance/v1"
    with world.client("strategist") as strategist, world.client("legal") as legal:
        me = strategist.get(f"{base}/people/me").json()["id"]
        made = _create(strategist, f"{base}/guidelines", {"code": code, "title": {"en": "Bench"}})
        versions = f"{base}/guidelines/{made['id']}/versions"
        _create(strategist, versions, {"based_on": None})
        for kind in ("do", "dont", "duty", "freedom"):
            _create(
                strategist,
                f"{versions}/1/clauses",
                {"type": kind, "scope": "work", "applies_to": audience, "audience_groups": [],
                 "text": {"en": f"A {kind}."}, "reason": "Trust", "owner_id": me, "review_on": "2027-06-01"},
            )  # fmt: skip
        signoff = _create(strategist, f"{versions}/1/submit", {"template_id": world.ids["template"]})
        _create(
            legal,
            f"{base}/signoffs/{signoff['id']}/decisions",
            {"decision": "approve", "reason_code": "fits", "comment": "", "content_hash": signoff["content_hash"]},
        )
        with world.timed("asked"):
            _create(strategist, f"{versions}/1/publish", {"acknowledge_within_days": 30})
        return str(made["id"])


def changed_guideline(world: World, number: int) -> None:
    """The next version, `number`, with another duty: everyone is asked again, whoever accepted the one before too."""
    base = "/api/governance/v1"
    with world.client("strategist") as strategist, world.client("legal") as legal:
        versions = f"{base}/guidelines/{world.ids['guideline']}/versions"
        made = _create(strategist, versions, {"based_on": number - 1})
        duty = next(clause["clause_id"] for clause in made["clauses"] if clause["type"] == "duty")
        changed = strategist.patch(
            f"{versions}/{number}/clauses/{duty}",
            json={"text": {"en": f"Duty {number}."}},
            headers={"If-Match": "*"},
        )
        changed.raise_for_status()
        signoff = _create(strategist, f"{versions}/{number}/submit", {"template_id": world.ids["template"]})
        _create(
            legal,
            f"{base}/signoffs/{signoff['id']}/decisions",
            {"decision": "approve", "reason_code": "fits", "comment": "", "content_hash": signoff["content_hash"]},
        )
        with world.timed("asked again"):
            _create(strategist, f"{versions}/{number}/publish", {"acknowledge_within_days": 30})


def content(world: World) -> None:
    """One article to share."""
    with world.client("community-manager") as manager:
        made = _create(
            manager,
            "/api/advocacy/v1/content",
            {"kind": "article", "title": {"en": "News"}, "url": "https://example.org/news", "language": "en",
             "variants": [{"network": "linkedin", "language": "en", "text": "News."}], "disclosure": "#kring",
             "valid_from": None, "valid_to": None, "audience": {"everyone": True}, "taxonomy": "people"},
        )  # fmt: skip
        _create(manager, f"/api/advocacy/v1/content/{made['id']}/publish")
        world.ids["content"] = made["id"]


def copy(connection: psycopg.Connection[Any], table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """COPY rows into a table of ours; triggers and constraints hold as always."""
    with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as stream:
        for row in rows:
            stream.write_row(row)


def learning_history(world: World) -> None:
    """A certificate for every second person, five completions for each of those."""
    now = datetime.now(UTC) - timedelta(days=3)
    until = now + timedelta(days=365)
    with psycopg.connect(world.databases["training"]) as connection:
        copy(
            connection,
            "completions",
            "id,person_id,module_id,edition,minutes,credits,offline,source,recorded_by,completed_at",
            (
                (new_id(), person, module, 1, 12, 2, False, "import", "service:bench", now)
                for person in world.people[::2]
                for module in world.modules[:5]
            ),
        )
        copy(
            connection,
            "certificates",
            "id,person_id,scheme_id,issued_at,valid_until,is_current,state,version",
            ((person, person, world.ids["scheme"], now, until, True, "valid", 1) for person in world.people[::2]),
        )
    _settle(world, "training")


def governance_history(world: World) -> None:
    """Those certificates as facts, and an accepted acknowledgement for the same people."""
    now = datetime.now(UTC) - timedelta(days=2)
    with psycopg.connect(world.databases["governance"]) as connection:
        copy(
            connection,
            "certificate_facts",
            "certificate_id,person_id,scheme_code,state,issued_at,valid_until,told_at",
            ((p, p, "bench-speaker", "valid", now, now + timedelta(days=365), now) for p in world.people[::2]),
        )
        connection.execute(
            "UPDATE acknowledgements SET state = 'accepted', accepted = true, receipt_id = id, answered_at = now() "
            "WHERE person_id = ANY(%s)",
            [world.people[::2]],
        )
    _settle(world, "governance")


def advocacy_history(world: World) -> None:
    """A ledger of so many entries each, its totals, and a thousand shares."""
    month = datetime.now(UTC).date().replace(day=1)
    moment = datetime.now(UTC)
    with psycopg.connect(world.databases["advocacy"]) as connection:
        connection.execute(
            "INSERT INTO point_entries (id, person_id, amount, reason, event_id, created_at, month) "
            "SELECT uuidv7(), person, 10, 'completion', uuidv7(), %s, %s "
            "FROM unnest(%s::uuid[]) AS person, generate_series(1, %s)",
            [moment, month, world.people, ENTRIES_EACH],
        )
        totals = [(person, (n * 7919) % 5000) for n, person in enumerate(world.people)]
        copy(connection, "point_totals", "month,person_id,points", ((month, p, points) for p, points in totals))
        copy(connection, "point_balances", "person_id,balance", totals)
        copy(
            connection,
            "leaderboard_preferences",
            "person_id,showing,updated_at,version",
            ((person, "pseudonym", moment, 1) for person in world.people),
        )
        world.codes = [f"bench{n:05d}" for n in range(min(1000, world.size))]
        copy(
            connection,
            "shares",
            "id,person_id,content_id,network,on_behalf,text,code,created_at",
            (
                (new_id(), person, world.ids["content"], "linkedin", False, "News.", code, moment)
                for person, code in zip(world.people, world.codes, strict=False)
            ),
        )
    _settle(world, "advocacy")


def _settle(world: World, service: str) -> None:
    with psycopg.connect(world.databases[service], autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
