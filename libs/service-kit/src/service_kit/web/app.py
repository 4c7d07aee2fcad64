"""Build a service's web application: the same for every service."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import structlog
from fastapi import FastAPI

from service_kit.data.database import Database
from service_kit.data.locks import watch_locks
from service_kit.domain import audience_endpoints, file_endpoints
from service_kit.domain.audience_endpoints import PREVIEW
from service_kit.domain.bulk_moves import turns
from service_kit.domain.file_links import set_links
from service_kit.domain.file_store import FileStore
from service_kit.events import feed_endpoints, feed_repair_endpoints, feed_snapshot_endpoints
from service_kit.events.feed_endpoints import FeedListener
from service_kit.events.siblings import Siblings
from service_kit.identity import directory, key_endpoints, sign_in_endpoints
from service_kit.identity.auth import EVERYONE, Authenticator, Grants
from service_kit.identity.matching import SharedNames
from service_kit.identity.people import READ_WHOLE
from service_kit.observe import logs, telemetry
from service_kit.outward import trusted
from service_kit.record import audit_endpoints, audit_verification_endpoints, audit_witness_endpoints
from service_kit.record.audit_keys import record_key
from service_kit.service import Service
from service_kit.settings import ServiceSettings
from service_kit.web import docs, errors, health, openapi
from service_kit.web.bodies import LimitBodies
from service_kit.web.hot import HotReads
from service_kit.web.routing import Routes, answer_heads
from service_kit.work import memory
from service_kit.work.background import start_lasting, start_shared

LARGEST_UPLOAD = 80 * 1024 * 1024  # the largest body of any request; an upload has a limit of its own
log = structlog.get_logger(__name__)
KIT_GRANTS = Grants(
    roles={
        "people.read": {EVERYONE},
        READ_WHOLE: {"hr"},
        "feed.read": {"admin"},
        feed_repair_endpoints.REPAIR: {"admin"},
        "audit.read": {"admin", "legal"},
        audit_witness_endpoints.READ_HEADS: {"admin", "legal"},
        audit_endpoints.READ_TEXTS: {"legal"},
        PREVIEW: {"admin", "hr"},
        file_endpoints.UPLOAD: {"admin"},
        file_endpoints.READ: {EVERYONE},
    },
    scopes={
        "people.read": {"people.read"},
        READ_WHOLE: {"people.read"},
        "feed.read": {"feed.read"},
        "audit.read": {"audit.read"},
        audit_witness_endpoints.READ_HEADS: {"audit.read-heads", "audit.read"},
    },
)
"""What the kit's own endpoints need; a service may grant otherwise."""


def build_app(service: Service, settings: ServiceSettings | None = None, database: Database | None = None) -> FastAPI:
    """The web application of a service: its routers, errors, health, telemetry, documentation and feed.

    `settings` come from the environment when not given; tests give settings and a database of their own.
    """
    chosen = settings or service.settings()
    app = FastAPI(
        title=service.title or f"{service.name}-api",
        description=service.description,
        version=service.version,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # an address with a slash behind is another one, and nothing stands there
        lifespan=_lifespan(chosen),
        # Spans are made by `telemetry.instrument`. FastAPI's own would hold query strings and the texts of faults.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.service = service
    app.state.settings = chosen
    app.state.database = database or Database(chosen)
    watch_locks(service.locks, app.state.database.engine)
    app.state.siblings = Siblings(chosen)
    app.state.files = FileStore(chosen, service.name)
    app.state.record_key = record_key(chosen.audit_key)
    set_links(service.package, service.name, chosen)
    app.state.grants = service.grants.joined(KIT_GRANTS)
    app.state.authenticator = Authenticator(
        chosen, app.state.grants, app.state.database, service.just_in_time or directory.ask_directory
    )
    app.state.shared_names = SharedNames(app.state.database, chosen.person_matches)
    app.state.feed = FeedListener(chosen)
    app.state.bulk_turns = turns()
    app.state.room = health.Room()
    errors.add_handlers(app)
    app.router.middleware_stack = routes = Routes(app.router)
    app.add_middleware(LimitBodies, at_most=LARGEST_UPLOAD)
    app.add_middleware(HotReads, routes=routes)
    telemetry.instrument(app)
    _mount(app, service)
    routes.renew()
    openapi.describe(app)
    return app


def _mount(app: FastAPI, service: Service) -> None:
    # The kit's after the service's own: /people/imports must not be read as /people/{person_id}. The routes themselves
    # stand on the app: FastAPI would look twice, for every request, through every router that it includes.
    kit = (
        feed_endpoints.router,
        feed_snapshot_endpoints.router,
        feed_repair_endpoints.router,
        audit_endpoints.router,
        audit_witness_endpoints.router,
        audit_verification_endpoints.router,
        directory.router,
        audience_endpoints.router,
        *file_endpoints.routers,
        telemetry.router,
        docs.router,
        key_endpoints.router,
        sign_in_endpoints.router,
    )
    for router in (*service.root_routers, health.router, *service.routers, *kit):
        app.router.routes.extend(router.routes)
    answer_heads(app.router.routes)


def _lifespan(settings: ServiceSettings) -> Callable[[FastAPI], Any]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service: Service = app.state.service
        logs.configure(service.name, "api", service.version, settings.log_level)
        try:
            trusted()  # certificates that cannot be read are told now, not at the first call
            await app.state.database.open()
        except Exception as fault:  # whatever it is, the server tells only that the start failed
            log.error("start_failed", exc_info=fault)
            raise
        stating = start_shared("shared-names", app.state.shared_names.state())
        looking = start_shared("issuer-keys", app.state.authenticator.tokens.keys.look())
        giving_back = start_lasting("memory", memory.give_back)
        yield
        giving_back.cancel()
        stating.cancel()
        looking.cancel()
        await app.state.feed.stop()
        await app.state.siblings.close()
        await app.state.database.close()

    return lifespan
