"""Certification schemes: what a certificate stands for."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import instant_column, json_column, new_id
from service_kit.domain.lifecycle import one_of
from sqlalchemy import CheckConstraint, Column, Text
from sqlalchemy import Uuid as UuidColumn
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from training_api.certification.schemes.rules import State
from training_api.database import Table


class Scheme(Table, table=True):
    __tablename__ = "certification_schemes"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint(
            "min_credits >= 0 AND min_offline_credits >= 0 AND valid_for_days > 0 AND refresher_window_days >= 0",
            name="sizes",
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True, max_length=64)
    title: dict[str, str] = json_column()
    modules: list[UUID] = Field(default_factory=list, sa_column=Column(ARRAY(UuidColumn), nullable=False))
    min_credits: int = Field(default=0)
    min_offline_credits: int = Field(default=0)
    guideline_code: str | None = Field(default=None, max_length=64, index=True)
    valid_for_days: int | None = Field(default=None)
    refresher_window_days: int = Field(default=0)
    state: State = Field(default=State.DRAFT, sa_type=Text)
    version: int = Field(default=1)
    created_at: datetime = instant_column(default_now=True)
    updated_at: datetime = instant_column(default_now=True)
    published_at: datetime | None = instant_column(nullable=True)
