"""Rows of sign-off templates."""

from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import instant_column, json_column, new_id
from sqlalchemy import CheckConstraint
from sqlmodel import Field

from governance_api.database import Table


class SignoffTemplate(Table, table=True):
    """The stages a subject passes; a running sign-off holds its own copy."""

    __tablename__ = "signoff_templates"
    __table_args__ = (CheckConstraint("state IN ('active', 'retired')", name="state"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=200)
    state: str = Field(default="active", max_length=20)
    stages: list[dict[str, Any]] = json_column()
    reviewer_module: str | None = Field(default=None, max_length=64)
    version: int = Field(default=1)
    created_by: str = Field(max_length=120)
    created_at: datetime = instant_column()
