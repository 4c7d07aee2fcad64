"""The committed contracts are what the services answer, they only grow, and whoever relies on one finds it kept."""

import importlib
import json
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from service_kit.events.feed import EventBody
from service_kit.identity.people import PersonChanged, PersonOut
from service_kit.identity.role_mappings_state import RoleMappingChanged
from service_kit.service import Service, load
from service_kit.testing.plugin import settings_for
from service_kit.web.app import build_app

from tests.contracts import schemas

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {"training": "training_api", "advocacy": "advocacy_api", "governance": "governance_api"}
METHODS = {"get", "post", "put", "patch", "delete", "head"}

# What one service asks of another, and the fields it reads of the answer.
ASKED = [
    ("training", "post", "/v1/people/sign-ins", set(PersonOut.model_fields)),
    ("training", "get", "/v1/completions/check", set()),
    ("governance", "get", "/v1/speaking-rights/check", {"allowed", "missing"}),
    *((name, "get", "/v1/feed", set()) for name in PACKAGES),
]
# The paths of the journey that partners' clients are generated from.
PROMISED = {
    "training": """
        post /v1/people/imports|get /v1/people/imports/{}|get /v1/people|get /v1/people/{}|get /v1/people/me
        post /v1/tracks|post /v1/modules|put /v1/modules/{}/prerequisites|post /v1/modules/{}/publish
        post /v1/tracks/{}/publish|post /v1/requirements|post /v1/requirements/{}/dry-run
        post /v1/requirements/{}/activate
        post /v1/certification-schemes|post /v1/certification-schemes/{}/publish|get /v1/me/eligibility/{}
        post /v1/enrolments|post /v1/enrolments/{}/progress|get /v1/me/transcript|get /v1/me/certificates
        get /v1/certificates/check|get /v1/credentials/{}|post /v1/certificates/{}/suspend
        post /v1/certificates/{}/reinstate|get /v1/me/tasks|get /v1/me/requirements|get /v1/people/{}/requirements
    """,
    "governance": """
        post /v1/guidelines|post /v1/guidelines/{}/versions|post /v1/guidelines/{}/versions/{}/clauses
        post /v1/signoff-templates|post /v1/guidelines/{}/versions/{}/submit|get /v1/me/signoffs
        get /v1/signoffs/{}|post /v1/signoffs/{}/decisions
        post /v1/guidelines/{}/versions/{}/publish
        get /v1/guidelines/{}/in-force|get /v1/guidelines/{}/diff|get /v1/me/acknowledgements
        post /v1/acknowledgements/{}/answer
        get /v1/guidelines/{}/versions/{}/acknowledgement-summary|get /v1/speaking-rights/check
        post /v1/speaking-rights/{}/suspend|post /v1/speaking-rights/{}/reinstate|get /v1/people/me|get /v1/me/tasks
    """,
    "advocacy": """
        post /v1/ambassadors|post /v1/ambassadors/{}/invite|post /v1/me/ambassadorship/accept
        post /v1/me/ambassadorship/activate|post /v1/me/ambassadorship/leave|post /v1/content
        post /v1/content/{}/publish|get /v1/content
        post /v1/shares|get /v1/shares/{}|get /s/{}|get /v1/me/points|get /v1/leaderboards
        get /v1/me/badges|post /v1/rewards|post /v1/redemptions|post /v1/redemptions/{}/approve
        post /v1/redemptions/{}/fulfil|post /v1/redemptions/{}/refuse|get /v1/people/me|get /v1/me/tasks
    """,
}


def committed(name: str) -> dict[str, Any]:
    """The contract as it stands in the repository."""
    found: dict[str, Any] = json.loads((ROOT / f"services/{name}-api/openapi.json").read_text(encoding="utf-8"))
    return found


def operations(contract: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every operation by method and path; the names of path parameters do not matter."""
    found = {}
    for path, item in contract["paths"].items():
        plain = "/".join("{}" if part.startswith("{") else part for part in path.split("/"))
        found.update({f"{method} {plain}": item[method] for method in METHODS & item.keys()})
    return found


def schema_of(contract: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with its reference followed."""
    while "$ref" in schema:
        schema = contract["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


@pytest.fixture(scope="module", params=sorted(PACKAGES))
def service(request: pytest.FixtureRequest) -> Service:
    """Each service in turn."""
    return load(PACKAGES[request.param])


def test_the_committed_contract_is_what_the_service_answers(service: Service) -> None:
    answered = build_app(service, settings_for(service, "postgresql://nobody@localhost/none")).openapi()
    assert json.loads(json.dumps(answered)) == committed(service.name), "run: make openapi"


def test_every_promised_path_is_there(service: Service) -> None:
    promised = {line.strip() for line in PROMISED[service.name].replace("\n", "|").split("|") if line.strip()}
    assert promised - operations(committed(service.name)).keys() == set()


def test_every_operation_reads_as_a_method_and_says_what_may_go_wrong(service: Service) -> None:
    contract = committed(service.name)
    names = []
    for path, operation in operations(contract).items():
        names.append(operation["operationId"])
        assert operation["operationId"].isidentifier(), path
        assert operation.get("summary"), path
        assert operation.get("tags"), path
        assert "security" in operation, path
        problems = [status for status in operation["responses"] if status >= "400"]
        assert problems, path
        if operation["security"]:
            assert {"401", "403"} <= operation["responses"].keys(), path
    assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)
    assert contract["openapi"].startswith("3.1")


@pytest.mark.parametrize(("name", "method", "path", "fields"), ASKED)
def test_what_a_sibling_asks_is_answered(name: str, method: str, path: str, fields: set[str]) -> None:
    contract = committed(name)
    operation = operations(contract)[f"{method} {path}"]
    good = next(answer for status, answer in operation["responses"].items() if status.startswith("2"))
    if fields:
        answer = schema_of(contract, good["content"]["application/json"]["schema"])
        assert fields <= answer["properties"].keys()


def published_by(name: str) -> dict[str, type[EventBody]]:
    """Every event a service says it publishes, by type."""
    module = importlib.import_module(f"{PACKAGES[name]}.events")
    found = {
        value.type: value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, EventBody) and "type" in vars(value)
    }
    return found | ({body.type: body for body in (PersonChanged, RoleMappingChanged)} if name == "training" else {})


def test_whatever_is_followed_is_published(service: Service) -> None:
    for follower in service.followers:
        assert follower.source != service.name
        assert set(follower.handlers) <= published_by(follower.source).keys(), follower.source


def test_every_event_names_its_publisher_its_fact_and_its_version(service: Service) -> None:
    for event_type, body in published_by(service.name).items():
        assert event_type.startswith(f"{service.name}."), event_type
        assert event_type.rsplit(".", 1)[1].removeprefix("v").isdigit(), event_type
        assert issubclass(body, BaseModel)
        assert not any(
            get_args(field.annotation) == () and field.annotation is Any for field in body.model_fields.values()
        )


def test_no_default_and_no_example_is_against_its_own_schema(service: Service) -> None:
    contract = committed(service.name)
    told = list(schemas.claims(contract))
    assert len(told) > 30
    assert [fault for at, schema, value in told for fault in schemas.faults(schema, value, contract, at)] == []
