"""What can happen to content."""

import re
import unicodedata
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession, new_id
from service_kit.data.localized import pick
from service_kit.data.statements import run
from service_kit.domain.audience import everyone
from service_kit.domain.file_links import PictureIn
from service_kit.domain.files import hold_picture
from service_kit.domain.lifecycle import carry_out
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Malformed

from advocacy_api.content.content import queries, rules
from advocacy_api.content.content.rules import Kind, Move, State
from advocacy_api.content.content.schemas import ChangeContent, CreateContent, ReplaceContent
from advocacy_api.content.content.tables import Content

NEVER_EMPTY = ("title", "variants", "filled")


def _code(title: str, content_id: UUID) -> str:
    """A campaign name that stays readable in other people's statistics."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    return f"{words or 'content'}-{content_id.hex[-6:]}"


def _columns(body: CreateContent) -> dict[str, Any]:
    values = body.model_dump(exclude={"audience", "variants", "picture"})
    values["audience"] = (body.audience or everyone()).stored()
    values["variants"] = [variant.model_dump(mode="json") for variant in body.variants]
    values["kind"] = body.kind.value
    values["taxonomy"] = body.taxonomy.value if body.taxonomy else None
    return values


def _index(content: Content) -> None:
    texts = [*content.title.values(), *(variant["text"] for variant in content.variants), content.job_profile or ""]
    content.search = " ".join(texts)[:20_000]


async def create(session: AsyncSession, actor: Actor, body: CreateContent, *, now: datetime) -> Content:
    content_id = new_id()
    content = Content(
        id=content_id,
        code=_code(pick(body.title, [body.language or "en"]), content_id),
        created_by=actor.id,
        created_at=now,
        **_columns(body),
    )
    content.picture = await hold_picture(session, actor, body.picture, "content", content.id, now=now)
    _index(content)
    session.add(content)
    audit.record(session, actor, action="content.created", subject=content.id)
    return content


async def replace(
    session: AsyncSession, actor: Actor, content_id: UUID, match: Match, body: ReplaceContent, *, now: datetime
) -> Content:
    content = await queries.locked(session, content_id)
    match.check(content.version)
    values = _columns(body)
    values["picture"] = await _held(session, actor, content, body.picture, now)
    return await _apply(session, actor, content, values, now)


async def change(
    session: AsyncSession, actor: Actor, content_id: UUID, match: Match, body: ChangeContent, *, now: datetime
) -> Content:
    content = await queries.locked(session, content_id)
    match.check(content.version)
    values = body.model_dump(mode="python", exclude_unset=True, exclude={"audience", "variants", "picture"})
    for name in NEVER_EMPTY:
        if name in body.model_fields_set and getattr(body, name) is None:
            raise Malformed(case="empty", pointer=f"/{name}")
    if "audience" in body.model_fields_set:
        values["audience"] = (body.audience or everyone()).stored()
    if body.variants is not None:
        values["variants"] = [variant.model_dump(mode="json") for variant in body.variants]
    if body.taxonomy is not None:
        values["taxonomy"] = body.taxonomy.value
    if "picture" in body.model_fields_set:
        values["picture"] = await _held(session, actor, content, body.picture, now)
    return await _apply(session, actor, content, values, now)


async def _held(
    session: AsyncSession, actor: Actor, content: Content, picture: PictureIn | None, now: datetime
) -> dict[str, Any] | None:
    return await hold_picture(session, actor, picture, "content", content.id, kept=content.picture, now=now)


async def _apply(
    session: AsyncSession, actor: Actor, content: Content, values: dict[str, Any], now: datetime
) -> Content:
    disclosure_kinds = await run(session, queries.disclosure_kinds())
    lacked = missing(content, disclosure_kinds, now)
    for name, value in values.items():
        setattr(content, name, value)
    if content.valid_from and content.valid_to and content.valid_to <= content.valid_from:
        raise Malformed(case="validity", pointer="/valid_to")
    if content.state == State.PUBLISHED.value:
        if content.kind == Kind.VACANCY.value and content.filled:
            _move(session, actor, content, Move.CLOSE, disclosure_kinds, now)
        else:
            # What the programme asks since then was no fault when it was published, and is none of this change.
            lacks = [fault for fault in missing(content, disclosure_kinds, now) if fault not in lacked]
            rules.refuse_unless_publishable([fault for fault in lacks if fault["code"] != "ValidityOver"])
    content.version += 1
    _index(content)
    audit.record(session, actor, action="content.changed", subject=content.id, details={"fields": sorted(values)})
    return content


def missing(content: Any, disclosure_kinds: Collection[str], now: datetime) -> list[dict[str, str]]:
    """What still stands between this content and its readers; `disclosure_kinds` are those of the settings."""
    return rules.missing_to_publish(
        kind=Kind(content.kind),
        url=content.url,
        language=content.language,
        job_profile=content.job_profile,
        filled=content.filled,
        valid_to=content.valid_to,
        disclosure=content.disclosure,
        disclosure_kinds=disclosure_kinds,
        now=now,
    )


async def move(
    session: AsyncSession,
    actor: Actor,
    content_id: UUID,
    match: Match,
    asked: Move,
    _reason: str | None,
    *,
    now: datetime,
) -> Content:
    content = await queries.locked(session, content_id)
    match.check(content.version)
    _move(session, actor, content, asked, await run(session, queries.disclosure_kinds()), now)
    return content


def _move(
    session: AsyncSession, actor: Actor, content: Content, asked: Move, disclosure_kinds: Collection[str], now: datetime
) -> None:
    moved = rules.LIFE.move(content.state, asked, actor, facts=missing(content, disclosure_kinds, now))
    carry_out(session, content, moved, actor, now=now)
    if asked is Move.CLOSE:
        content.filled = content.kind == Kind.VACANCY.value
