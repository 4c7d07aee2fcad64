"""Tracks: the ways through the catalogue."""

from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import instant_column, json_column, new_id
from service_kit.domain.audience import audience_column, audience_is_clear
from service_kit.domain.lifecycle import one_of
from sqlalchemy import CheckConstraint, Index, Text, text
from sqlmodel import Field

from training_api.catalogue.tracks.rules import Component, Phase, State
from training_api.database import Table


class Track(Table, table=True):
    """Rows are archived, never deleted: that is how a code is never given twice."""

    __tablename__ = "tracks"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint(one_of("phase", Phase), name="phase"),
        CheckConstraint(audience_is_clear("audience"), name="audience"),
        Index(
            "ix_tracks_search",
            text(
                "to_tsvector('simple', searchable((coalesce(code, '') || ' ') || coalesce(localized_words(title), '')))"
            ),
            postgresql_using="gin",
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True, max_length=64)
    title: dict[str, str] = json_column()
    description: dict[str, str] | None = json_column(nullable=True)
    phase: Phase = Field(sa_type=Text)
    component: Component = Field(sa_type=Text)
    audience: dict[str, Any] = audience_column()
    picture: dict[str, Any] | None = json_column(nullable=True)
    state: State = Field(default=State.DRAFT, sa_type=Text)
    offered_modules: int = Field(default=0)
    """Its published modules; with their minutes and levels kept by the modules' own actions, so that a list of tracks
    reads tracks alone."""
    offered_minutes: int = Field(default=0)
    offered_levels: int = Field(default=0)
    version: int = Field(default=1)
    created_at: datetime = instant_column(default_now=True)
    updated_at: datetime = instant_column(default_now=True)
    published_at: datetime | None = instant_column(nullable=True)
