"""Rows of sign-off templates."""

from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import instant_column, json_column, new_id
from service_kit.domain.lifecycle import one_of
from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from governance_api.database import Table
from governance_api.signoff.templates.rules import State


class SignoffTemplate(Table, table=True):
    """The stages a subject passes; a running sign-off holds its own copy."""

    __tablename__ = "signoff_templates"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state"),
        Index("ix_signoff_templates_search", text("to_tsvector('simple', searchable(name))"), postgresql_using="gin"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=200)
    state: str = Field(default=State.ACTIVE.value, max_length=20)
    stages: list[dict[str, Any]] = json_column()
    reviewer_module: str | None = Field(default=None, max_length=64)
    version: int = Field(default=1)
    created_by: str = Field(max_length=120)
    created_at: datetime = instant_column()
