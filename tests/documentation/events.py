"""The page of events: what each service publishes, with which fields, and who follows it."""

import importlib
import inspect
import types
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, get_args, get_origin
from uuid import UUID

from pydantic import AwareDatetime, BaseModel
from service_kit.events.feed import EventBody
from service_kit.events.feed_history import restored_event
from service_kit.identity import people
from service_kit.identity.role_mappings_state import RoleMappingChanged
from service_kit.service import Service

from tests.documentation.markdown import code, table

INTRODUCTION = """# Events

What each service tells the others, and partners. An event is a [CloudEvent](https://cloudevents.io) in JSON: `id` is
its position in the feed, `source` the service, `type` one of the types below, `subject` the person or thing it is
about, `time` when it happened, `data` the fields below, `eventkey` its own name for good (a UUIDv7, made when it is
published), `dataschema` the lasting address of the schema of its `data`.

Read them at `GET /api/<service>/v1/feed?after=<last id>&after_key=<its eventkey>&limit=<up to 2000>&timeout=<up to 30
seconds>`, with the scope `feed.read`; `&type=` names the wanted types, as often as needed. The answer is a batch in
order. Keep the `id` and the `eventkey` of the last event you applied and send them as the next `after` and
`after_key`: an event with a lower id never appears afterwards. With a `timeout` an empty page waits for the next event;
the header `Feed-Head` is the newest position when the page was read, `Feed-Epoch` names the history it belongs to. When
a service was restored from a backup, the answer is 409 `FeedRewound`: see
[when a feed says `rewound`](operations/feeds.md). The present state of all that is replicated, as events of these
types, is at `GET /api/<service>/v1/feed/snapshot`.

Types and fields are only ever added. What would break a reader gets a new type with the next version.
Events stay as they were published. What is between two people (who somebody is, their certificates, their
acknowledgements, why they may not speak) is told only to who holds `people.read` beside `feed.read`, in the feed and
in the snapshot alike ([why](decisions/0030-a-feed-tells-whether-and-not-why.md)). The header `Feed-Withheld` names the
types that this reader is not told. See also
[what a feed remembers](decisions/0010-a-feed-remembers-names-until-erasure.md).

The page is written from the services' code by `make docs`; a test keeps it current.
"""

WORDS: dict[Any, str] = {
    str: "text",
    int: "whole number",
    bool: "yes or no",
    UUID: "id",
    datetime: "time",
    AwareDatetime: "time",
    types.NoneType: "null",
}


class Unworded(Exception):
    """A field has a type that this page has no word for."""


def page(services: Sequence[Service]) -> str:
    parts = [INTRODUCTION, "## At a glance\n", glance(services) + "\n"]
    for service in services:
        parts.append(f"## {service.name}\n")
        for body in published(service):
            parts += [f"### `{body.type}`\n", _told(body, services) + "\n", fields(body) + "\n"]
    parts += ["## A person\n", "What `person` holds:\n", fields(people.PersonOut) + "\n"]
    return "\n".join(parts)


def published(service: Service) -> list[type[EventBody]]:
    """The payloads in a service's `events.py`, and the directory's own for the service that keeps people."""
    module = importlib.import_module(f"{service.package}.events")
    found = [each for _, each in inspect.getmembers(module, inspect.isclass) if issubclass(each, EventBody)]
    bodies: set[type[EventBody]] = {*found, people.PersonChanged, RoleMappingChanged, restored_event(service.name)}
    own = [each for each in bodies if getattr(each, "type", "").startswith(f"{service.name}.")]
    return sorted(own, key=lambda each: each.type)


def glance(services: Sequence[Service]) -> str:
    return table(
        ("event", "followed by"),
        [
            (f"[`{body.type}`](#{body.type.replace('.', '')})", ", ".join(followers(body, services)) or "none of ours")
            for service in services
            for body in published(service)
        ],
    )


def followers(body: type[EventBody], services: Sequence[Service]) -> list[str]:
    """The services that apply this event."""
    return [f"{service.name}-api" for service in services if body.type in dict(handlers(service))]


def handlers(service: Service) -> Iterator[tuple[str, str]]:
    """Each type a service follows, and the function that applies it."""
    for follower in service.followers:
        for event_type, handler in follower.handlers.items():
            yield event_type, f"{handler.__module__}.{handler.__qualname__}"


def _told(body: type[EventBody], services: Sequence[Service]) -> str:
    own = body.__dict__.get("__doc__") or ""
    applied = [
        f"{service.name}-api (`{dict(handlers(service))[body.type].split('.<locals>')[0]}`)"
        for service in services
        if body.type in dict(handlers(service))
    ]
    followed = (
        f"Followed by {' and '.join(applied)}." if applied else "No service follows it; it is there for partners."
    )
    empty = " and ".join(map(code, body.veiled))
    veiled = f"Without `people.read`, {empty} {'are' if len(body.veiled) > 1 else 'is'} empty." if empty else ""
    alone = "Only for readers with `people.read`." if body.personal else ""
    return " ".join(f"{own} {followed} {alone} {veiled}".split())


def fields(body: type[BaseModel]) -> str:
    return table(("field", "type"), [(code(name), word(field.annotation)) for name, field in body.model_fields.items()])


def word(annotation: Any) -> str:
    """What a reader of JSON calls this type."""
    if annotation in WORDS:
        return WORDS[annotation]
    if annotation is people.PersonOut:
        return "[a person](#a-person)"
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is list:
        return f"list of {word(inner[0])}"
    if origin is dict:
        return f"{word(inner[1])} by {'language' if inner == (str, str) else word(inner[0])}"
    if inner:
        return " or ".join(map(word, inner))
    raise Unworded(f"{annotation!r} has no word in tests/documentation/events.py")
