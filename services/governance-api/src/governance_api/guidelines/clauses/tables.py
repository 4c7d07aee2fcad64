"""Rows of clauses."""

from datetime import date
from typing import Any
from uuid import UUID

from service_kit.data.database import json_column, new_id
from service_kit.domain.audience import audience_column, audience_is_clear
from service_kit.domain.lifecycle import one_of
from sqlalchemy import CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlalchemy import text as sql_text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from governance_api.database import Table
from governance_api.guidelines.clauses.rules import ClauseType, Scope


class GuidelineClause(Table, table=True):
    """One clause in one version; `clause_id` stays the same through the versions."""

    __tablename__ = "guideline_clauses"
    __table_args__ = (
        UniqueConstraint("version_id", "clause_id"),
        CheckConstraint(one_of("type", ClauseType), name="type"),
        CheckConstraint(one_of("scope", Scope), name="scope"),
        CheckConstraint(audience_is_clear("applies_to"), name="applies_to"),
        Index(
            "ix_guideline_clauses_found",
            sql_text("to_tsvector('simple', searchable(localized_words(text)))"),
            postgresql_using="gin",
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    clause_id: UUID
    version_id: UUID = Field(foreign_key="guideline_versions.id")
    position: int
    type: str = Field(max_length=20)
    scope: str = Field(max_length=20)
    applies_to: dict[str, Any] = audience_column()
    audience_groups: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    text: dict[str, str] = json_column()
    source_language: str = Field(max_length=35)
    stamps: dict[str, str] = json_column()
    reason: dict[str, Any] | None = json_column(nullable=True)
    owner_id: UUID | None = Field(default=None, index=True)
    review_on: date | None = Field(default=None)
    version: int = Field(default=1)
