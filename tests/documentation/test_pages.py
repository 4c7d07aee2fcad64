"""What the pages say is what the code says: every setting, permission and event is told, and told as it is now."""

import dataclasses
import importlib
import re
from pathlib import Path

import pytest
import service_kit
from pydantic import Field
from service_kit.events.feed import EventBody
from service_kit.service import Service, load
from service_kit.settings import ServiceSettings

from infra.local.gateway import Limits
from infra.local.settings import Settings
from tests.documentation import events, sources, stack
from tests.documentation.markdown import code
from tests.documentation.pages import PACKAGES, PAGES, ROOT, written
from tests.documentation.settings import Undocumented, rows_of

SERVICES = [load(package) for package in PACKAGES]
STACK = [setting for group in stack.GROUPS.values() for setting in group]
STACK_NAMES = {name for setting in STACK for name in setting.names}
SHARED_NAMES = {name.upper() for service in SERVICES for name in service.settings.model_fields}


def test_the_committed_pages_are_what_the_code_says() -> None:
    stale = [str(path.relative_to(ROOT)) for path, text in written() if path.read_text(encoding="utf-8") != text]
    assert not stale, f"Write them anew with `make docs`: {', '.join(stale)}"


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_every_setting_of_a_service_is_documented(service: Service) -> None:
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    missing = [name for name in service.settings.model_fields if f"| {code(name.upper())} |" not in page]
    assert not missing


def test_a_setting_that_says_nothing_about_itself_is_refused() -> None:
    class Mute(ServiceSettings):
        told: int = Field(1, description="What it does.")
        untold: int = 1

    with pytest.raises(Undocumented, match="untold"):
        rows_of(Mute.model_fields)


def test_every_variable_the_stack_reads_is_documented() -> None:
    read = sources.read_in(ROOT / "infra" / "local") | sources.read_in(ROOT / "infra" / "demo")
    assert {"PORT", "GATEWAY_BODY_BYTES", "TRAINING_DATABASE_URL", "ADVOCACY_API_CLIENT_SECRET", "IDP_PORT"} <= read
    assert read - STACK_NAMES - set(stack.INSIDE) == set()


def test_no_variable_is_documented_that_nothing_reads() -> None:
    read = sources.read_in(ROOT / "infra" / "local") | sources.read_in(ROOT / "infra" / "demo")
    outward = sources.read_in(Path(str(service_kit.__file__)).parent) | stack.OF_THE_CLIENT
    assert STACK_NAMES - read - outward == set()


def test_the_stacks_defaults_are_those_of_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in STACK_NAMES:
        monkeypatch.delenv(name, raising=False)
    told = {setting.names[0]: setting.default for setting in STACK}
    for limit in dataclasses.fields(Limits):
        assert told[f"GATEWAY_{limit.name.upper()}"] == str(getattr(Limits(), limit.name))
    settings = Settings()
    assert (told["PORT"], told["SEED"]) == (str(settings.port), settings.seed)
    assert settings.data == ROOT / told["DATA"]
    assert told["PUBLIC_ORIGIN"].replace("PORT", told["PORT"]) == settings.origin


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_every_event_a_service_writes_is_on_the_page(service: Service) -> None:
    """Also the types that only stand in a statement: a bulk insert names them as text."""
    folder = Path(str(importlib.import_module(service.package).__file__)).parent
    text = "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    named = set(re.findall(rf"\b{service.name}\.[a-z-]+\.[a-z-]+\.v\d+\b", text))
    assert named <= {body.type for body in events.published(service)}


def test_every_followed_event_is_published() -> None:
    told = {body.type for service in SERVICES for body in events.published(service)}
    followed = {event_type for service in SERVICES for event_type, _ in events.handlers(service)}
    assert followed <= told


def test_a_field_without_a_word_is_refused() -> None:
    class Odd(EventBody):
        what: bytes

    with pytest.raises(events.Unworded):
        events.fields(Odd)


@pytest.mark.parametrize("name", [*PAGES, "README.md", "docs/architecture.md"])
def test_a_link_within_the_repository_leads_somewhere(name: str) -> None:
    """But for the pictures of the tour, which are made from a running stack."""
    page = ROOT / name
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    missing = [each for each in targets if "tour/" not in each and not (page.parent / each).exists()]
    assert not missing


@pytest.mark.parametrize("name", ["README.md", "docs/architecture.md"])
def test_a_command_that_is_named_exists(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    text = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^|\$\()make (?:-s )?([a-z-]+)", text, re.MULTILINE))
    assert "test" in named
    assert named <= targets


DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_is_held_by_something_that_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    held = re.findall(r"`([\w/.-]+)`", text.partition("**Held by**")[2])
    assert [each.stem[:4] for each in DECISIONS].count(page.stem[:4]) == 1
    assert held
    assert [each for each in held if not (ROOT / each).exists()] == []
