"""Rows of the networks' own policies."""

from datetime import datetime

from service_kit.data.database import instant_column
from sqlalchemy import Column, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from governance_api.database import Table


class SpeakingPolicy(Table, table=True):
    """The only schemes that count on a network; a network without a policy takes any."""

    __tablename__ = "speaking_policies"

    network: str = Field(primary_key=True, max_length=40)
    schemes: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    version: int = Field(default=1)
    updated_by: str = Field(max_length=120)
    updated_at: datetime = instant_column()
