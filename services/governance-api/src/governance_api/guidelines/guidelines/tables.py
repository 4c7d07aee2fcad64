"""Rows of guidelines, their versions and clauses."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import instant_column, json_column, new_id
from sqlalchemy import CheckConstraint, Column, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PGUUID
from sqlmodel import Field

from governance_api.database import Table


class Guideline(Table, table=True):
    """A guideline by its code; `in_force` is the number of its published version."""

    __tablename__ = "guidelines"
    __table_args__ = (CheckConstraint("(in_force IS NULL) = (in_force_id IS NULL)", name="in_force"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True, max_length=64)
    title: dict[str, str] = json_column()
    in_force: int | None = Field(default=None)
    in_force_id: UUID | None = Field(default=None)
    latest: int = Field(default=0)
    version: int = Field(default=1)
    created_by: str = Field(max_length=120)
    created_at: datetime = instant_column()


class GuidelineVersion(Table, table=True):
    """One version; `content_hash` is set when it is submitted and holds until a clause is edited."""

    __tablename__ = "guideline_versions"
    __table_args__ = (
        UniqueConstraint("guideline_id", "number"),
        CheckConstraint("state IN ('draft', 'in-signoff', 'signed-off', 'published', 'superseded')", name="state"),
        CheckConstraint("(state IN ('published', 'superseded')) = (published_at IS NOT NULL)", name="published"),
        CheckConstraint("state = 'draft' OR content_hash IS NOT NULL", name="hashed"),
        # Two strategists may publish at once: one version of a guideline is in force, whatever happens.
        Index(
            "ix_guideline_versions_in_force", "guideline_id", unique=True, postgresql_where=text("state = 'published'")
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    guideline_id: UUID = Field(foreign_key="guidelines.id")
    number: int
    state: str = Field(max_length=20)
    based_on: int | None = Field(default=None)
    content_hash: str | None = Field(default=None, max_length=64)
    signoff_id: UUID | None = Field(default=None)
    author_ids: list[UUID] = Field(
        default_factory=list, sa_column=Column(ARRAY(PGUUID(as_uuid=True)), nullable=False, server_default=text("'{}'"))
    )
    acknowledge_within_days: int | None = Field(default=None)
    published_at: datetime | None = instant_column(nullable=True)
    version: int = Field(default=1)
    created_by: str = Field(max_length=120)
    created_at: datetime = instant_column()


class GuidelineClause(Table, table=True):
    """One clause in one version; `clause_id` stays the same through the versions."""

    __tablename__ = "guideline_clauses"
    __table_args__ = (
        UniqueConstraint("version_id", "clause_id"),
        CheckConstraint("type IN ('do', 'dont', 'duty', 'freedom', 'encouragement')", name="type"),
        CheckConstraint("scope IN ('work', 'overlap', 'private')", name="scope"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    clause_id: UUID
    version_id: UUID = Field(foreign_key="guideline_versions.id")
    position: int
    type: str = Field(max_length=20)
    scope: str = Field(max_length=20)
    roles: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    audience_groups: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    text: dict[str, str] = json_column()
    source_language: str = Field(max_length=35)
    stamps: dict[str, str] = json_column()
    reason: dict[str, Any] | None = json_column(nullable=True)
    owner_id: UUID | None = Field(default=None, index=True)
    review_on: date | None = Field(default=None)
    version: int = Field(default=1)
