"""Every setting of the local stack, read from the environment."""

import os
import sys
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("training", "advocacy", "governance")
# The first large block that a process frees raises the limits of glibc's allocator, and from then on it keeps what is
# freed. Limits that are set are not raised: what an import of a hundred thousand people took is given back after it.
GIVE_BACK_MEMORY = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": str(512 * 1024),
    "MALLOC_TRIM_THRESHOLD_": str(512 * 1024),
}


class Refused(Exception):
    """The stack cannot do this; the sentence says why and what to do."""


def _number(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdigit():
        raise Refused(f"{name}={text} is not a number.")
    return int(text)


def data_folder() -> Path:
    """Where this stack keeps everything it writes."""
    folder = Path(os.environ.get("DATA") or ".kring")
    return folder if folder.is_absolute() else ROOT / folder


@dataclass(frozen=True)
class Settings:
    """What the person who starts the stack chose."""

    port: int = field(default_factory=lambda: _number("PORT", 8080))
    data: Path = field(default_factory=data_folder)
    seed: str = field(default_factory=lambda: os.environ.get("SEED") or "demo")
    detach: bool = field(default_factory=lambda: os.environ.get("DETACH", "") not in {"", "0", "no"})
    probe_every: int = field(default_factory=lambda: _number("PROBE_SECONDS", 2))
    probe_misses: int = field(default_factory=lambda: _number("PROBE_MISSES", 5))
    probe_misses_when_busy: int = field(default_factory=lambda: _number("PROBE_MISSES_WHEN_BUSY", 30))
    issuer: str | None = field(default_factory=lambda: os.environ.get("OIDC_ISSUER") or None)
    public_origin: str | None = field(default_factory=lambda: os.environ.get("PUBLIC_ORIGIN") or None)

    def __post_init__(self) -> None:
        if self.seed not in {"demo", "none"}:
            raise Refused(f"SEED={self.seed} is unknown. Use SEED=demo or SEED=none.")
        for name in ("probe_every", "probe_misses", "probe_misses_when_busy"):
            if getattr(self, name) < 1:
                raise Refused(f"{name} is at least 1.")
        if not 1 <= self.port <= 65_535:
            raise Refused(f"PORT={self.port} is not a port.")

    @property
    def origin(self) -> str:
        """The one address people open."""
        return self.public_origin or f"http://localhost:{self.port}"

    @property
    def own_issuer(self) -> bool:
        """Whether the embedded identity provider signs the tokens."""
        return self.issuer is None

    def database_url(self, service: str) -> str | None:
        """An outside database for this service, or None for the embedded one."""
        return os.environ.get(f"{service.upper()}_DATABASE_URL") or None

    @property
    def own_database(self) -> bool:
        """Whether any service uses the embedded PostgreSQL."""
        return any(self.database_url(service) is None for service in SERVICES)

    @property
    def logs(self) -> Path:
        """One log per part."""
        return self.data / "logs"


def installed(package: str) -> Path:
    """Where a package of this environment lies, without importing it."""
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise Refused(f"{package} is not installed. Set everything up with: make setup")
    return Path(found.submodule_search_locations[0])


def interpreter() -> str:
    """The Python of this environment."""
    return sys.executable
