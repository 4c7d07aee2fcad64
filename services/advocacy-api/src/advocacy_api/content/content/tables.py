"""Content worth sharing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import instant_column, json_column, new_id
from service_kit.domain.lifecycle import one_of
from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from advocacy_api.content.content.rules import Kind, State, Taxonomy
from advocacy_api.database import Table

KINDS = ", ".join(f"'{kind.value}'" for kind in Kind)
TAXONOMIES = ", ".join(f"'{taxonomy.value}'" for taxonomy in Taxonomy)


class Content(Table, table=True):
    """A page with its approved words; `search` holds every text that can be searched."""

    __tablename__ = "content"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint(f"kind IN ({KINDS})", name="kind"),
        CheckConstraint("url IS NULL OR url ~* '^https?://'", name="url"),
        CheckConstraint(f"taxonomy IN ({TAXONOMIES})", name="taxonomy"),
        CheckConstraint("valid_from < valid_to", name="validity"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint(
            "state <> 'published' OR (published_at IS NOT NULL AND url IS NOT NULL AND language IS NOT NULL)",
            name="published",
        ),
        CheckConstraint(
            "state <> 'published' OR kind <> 'vacancy' OR (job_profile IS NOT NULL AND NOT filled)", name="vacancy"
        ),
        Index("ix_content_search", text("to_tsvector('simple', searchable(search))"), postgresql_using="gin"),
        Index("ix_content_state", "state", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=80, unique=True)
    kind: str = Field(max_length=20)
    title: dict[str, str] = json_column()
    url: str | None = Field(default=None, max_length=2000)
    language: str | None = Field(default=None, max_length=35)
    variants: list[dict[str, str]] = json_column()
    disclosure: dict[str, str] | None = json_column(nullable=True)
    audience: dict[str, Any] = json_column()
    picture: dict[str, Any] | None = json_column(nullable=True)
    taxonomy: str | None = Field(default=None, max_length=20)
    job_profile: str | None = Field(default=None, max_length=128)
    filled: bool = False
    state: str = Field(default=State.DRAFT.value, max_length=16)
    valid_from: datetime | None = instant_column(nullable=True)
    valid_to: datetime | None = instant_column(nullable=True)
    embargo_until: datetime | None = instant_column(nullable=True)
    search: str = ""
    created_by: str = Field(max_length=200)
    created_at: datetime = instant_column()
    published_at: datetime | None = instant_column(nullable=True)
    closed_at: datetime | None = instant_column(nullable=True)
    version: int = 1
