"""Rows of guidelines."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import instant_column, json_column, new_id
from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from governance_api.database import Table


class Guideline(Table, table=True):
    """A guideline by its code; `in_force` is the number of its published version."""

    __tablename__ = "guidelines"
    __table_args__ = (
        CheckConstraint("(in_force IS NULL) = (in_force_id IS NULL)", name="in_force"),
        Index(
            "ix_guidelines_search",
            text(
                "to_tsvector('simple', searchable((coalesce(code, '') || ' ') || coalesce(localized_words(title), '')))"
            ),
            postgresql_using="gin",
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True, max_length=64)
    title: dict[str, str] = json_column()
    in_force: int | None = Field(default=None)
    in_force_id: UUID | None = Field(default=None)
    latest: int = Field(default=0)
    version: int = Field(default=1)
    created_by: str = Field(max_length=120)
    created_at: datetime = instant_column()
