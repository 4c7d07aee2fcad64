"""What a service is made of, told once: its rooms, its grants, its feeds and its background work."""

import importlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI
from sqlalchemy import MetaData

from service_kit.identity.auth import Grants
from service_kit.identity.people import SignIn
from service_kit.settings import ServiceSettings
from service_kit.web.errors import Refusal

if TYPE_CHECKING:
    from service_kit.data.locks import Lock
    from service_kit.domain.files import Sees
    from service_kit.events.feed_snapshot import Snapshot
    from service_kit.events.follow import Follower
    from service_kit.work.jobs import Jobs

JustInTime = Callable[[FastAPI, SignIn], Awaitable[None]]


@dataclass(frozen=True)
class Service:
    """One service, as its `main.py` describes it.

    `routers` answer under `/v1`, `root_routers` at `/`. `locks` are what transactions lock, in their order.
    `public_paths` are the route paths (as declared, with the `/v1`) that need no token. `snapshots` tell the state of
    what other services replicate. `just_in_time` makes a person who signs in known; without it the directory is asked.
    `attachments` say, by the kind of thing, who sees what files are attached to.
    """

    name: str
    package: str
    settings: type[ServiceSettings]
    metadata: MetaData
    grants: Grants
    routers: Sequence[APIRouter] = ()
    root_routers: Sequence[APIRouter] = ()
    constraints: Mapping[str, type[Refusal]] = field(default_factory=dict)
    followers: "Sequence[Follower]" = ()
    snapshots: "Sequence[Snapshot]" = ()
    jobs: "Sequence[Jobs]" = ()
    locks: "Sequence[Lock]" = ()
    public_paths: Sequence[str] = ()
    attachments: "Mapping[str, Sees]" = field(default_factory=dict)
    just_in_time: JustInTime | None = None
    title: str = ""
    description: str = ""
    version: str = "1.0.0"

    @property
    def migrations(self) -> Path:
        """The folder with this service's migrations, inside its package, so that a wheel can migrate."""
        package = importlib.import_module(self.package)
        return Path(str(package.__file__)).resolve().parent / "migrations"


def load(package: str) -> Service:
    """The SERVICE of a package's `main.py`."""
    service = importlib.import_module(f"{package}.main").SERVICE
    if not isinstance(service, Service):
        raise TypeError(f"{package}.main.SERVICE is no Service")
    return service
