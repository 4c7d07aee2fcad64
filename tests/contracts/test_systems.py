"""The systems of the local stack: each asks for scopes that open something, and for no more than it needs."""

import pytest
from service_kit.identity.auth import Grants
from service_kit.service import load
from service_kit.web.app import KIT_GRANTS

from infra.local.people import SYSTEMS
from tests.contracts.test_contracts import PACKAGES

UNUSED = {"conversions.write"}
"""Asked for by a system ahead of what it opens."""


def grants() -> list[Grants]:
    return [load(package).grants.joined(KIT_GRANTS) for package in PACKAGES.values()]


def test_every_scope_of_a_system_opens_something() -> None:
    known = {scope for each in grants() for scopes in each.scopes.values() for scope in scopes}
    asked = {scope for system in SYSTEMS.values() for scope in system["scopes"]}
    assert asked - known == UNUSED


@pytest.mark.parametrize(
    ("system", "scopes"),
    [
        ("lms", {"catalogue.read", "requirements.read", "people.lookup"}),
        ("hr-system", {"catalogue.read", "requirements.read", "people.lookup"}),
        ("partner", {"catalogue.read", "people.lookup"}),
    ],
)
def test_these_systems_read_the_catalogue_and_look_people_up(system: str, scopes: set[str]) -> None:
    assert scopes <= set(SYSTEMS[system]["scopes"])


def test_business_intelligence_reads_figures_and_nothing_else() -> None:
    assert SYSTEMS["bi"]["scopes"] == ["insights.read"]
    opened = {permission for each in grants() for permission in each.of_service(SYSTEMS["bi"]["scopes"])}
    assert opened == {"insights.see", "insights.read", "insights.count-people"}
