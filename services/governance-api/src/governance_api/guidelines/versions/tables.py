"""Rows of the versions of a guideline."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import instant_column, new_id
from service_kit.domain.lifecycle import one_of
from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PGUUID
from sqlmodel import Field

from governance_api.database import Table
from governance_api.guidelines.versions.rules import State


class GuidelineVersion(Table, table=True):
    """One version; `content_hash` is set when it is submitted and holds until a clause is edited."""

    __tablename__ = "guideline_versions"
    __table_args__ = (
        UniqueConstraint("guideline_id", "number"),
        CheckConstraint(one_of("state", State), name="state"),
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
    state: str = Field(default=State.DRAFT.value, max_length=20)
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
