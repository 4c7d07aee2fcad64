"""Modules: what is learned in one go."""

from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import instant_column, json_column, new_id
from service_kit.domain.lifecycle import one_of
from service_kit.identity.people import Person
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from training_api.catalogue.modules.rules import CompletionRule, Modality
from training_api.catalogue.tracks.rules import State
from training_api.database import Table


class Module(Table, table=True):
    """Rows are archived, never deleted: that is how a code is never given twice."""

    __tablename__ = "modules"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint("minutes > 0 AND credits >= 0 AND level >= 1", name="sizes"),
        Index("ix_modules_track_level", "track_id", "level", "code"),
        Index(
            "ix_modules_search",
            text(
                "to_tsvector('simple', "
                "searchable((((coalesce(code, '') || ' ') || coalesce(localized_words(title), '')) || ' ') "
                "|| coalesce(jsonb_path_query_array(goals, '$[*].*')::text, '')))"
            ),
            postgresql_using="gin",
        ),
        Index(
            "ix_modules_found",
            text(
                "to_tsvector('simple', "
                "searchable((((((coalesce(code, '') || ' ') || coalesce(localized_words(title), '')) || ' ') "
                "|| coalesce(jsonb_path_query_array(goals, '$[*].*')::text, '')) || ' ') "
                r"|| coalesce(replace(jsonb_path_query_array(content, '$[*].*.*')::text, '\n', ' '), '')))"
            ),
            postgresql_using="gin",
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True, max_length=64)
    track_id: UUID = Field(foreign_key="tracks.id")
    level: int
    title: dict[str, str] = json_column()
    goals: list[dict[str, str]] = json_column()
    minutes: int
    credits: int = Field(default=0)
    modality: Modality = Field(sa_type=Text)
    offline: bool = Field(default=False)
    content: list[dict[str, Any]] = json_column()
    completion_rule: CompletionRule | None = Field(default=None, sa_type=Text)
    owner_id: UUID | None = Field(
        default=None,
        sa_column=Column(ForeignKey(Person.__table__.c.id), nullable=True, index=True),  # type: ignore[attr-defined]  # SQLModel hides __table__
    )
    platform: str | None = Field(default=None, max_length=64)
    audience_group: str | None = Field(default=None, max_length=64)
    risk_tags: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    angle: str | None = Field(default=None, max_length=32)
    state: State = Field(default=State.DRAFT, sa_type=Text)
    picture: dict[str, Any] | None = json_column(nullable=True)
    version: int = Field(default=1)
    edition: int = Field(default=0)
    """Counts what learners have been shown: 1 when first published, one more with each published change."""
    created_at: datetime = instant_column(default_now=True)
    updated_at: datetime = instant_column(default_now=True)
    published_at: datetime | None = instant_column(nullable=True)
