"""The settings of the programme."""

from datetime import datetime

from service_kit.data.database import instant_column, json_column
from sqlalchemy import CheckConstraint
from sqlmodel import Field

from advocacy_api.database import Table


class ProgrammeSettings(Table, table=True):
    """One row; none means what `SettingsOut` says by default. `disclosure_kinds` are kinds of content."""

    __tablename__ = "programme_settings"
    __table_args__ = (
        CheckConstraint("name = 'programme'", name="one"),
        CheckConstraint("jsonb_typeof(disclosure_kinds) = 'array'", name="kinds"),
    )

    name: str = Field(default="programme", primary_key=True, max_length=16)
    disclosure_kinds: list[str] = json_column()
    updated_at: datetime = instant_column()
    version: int = 1
