"""Which pages are generated, from which services, and where each is kept."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from service_kit.service import Service, load

from tests.documentation import events, locks, permissions, settings

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("training_api", "advocacy_api", "governance_api")

PAGES: Mapping[str, Callable[[Sequence[Service]], str]] = {
    "docs/settings.md": settings.page,
    "docs/permissions.md": permissions.page,
    "docs/events.md": events.page,
    "docs/locks.md": locks.page,
}


def written() -> Iterable[tuple[Path, str]]:
    """Each page's place and the text that the code of today gives it."""
    services = [load(package) for package in PACKAGES]
    return [(ROOT / name, page(services)) for name, page in PAGES.items()]
