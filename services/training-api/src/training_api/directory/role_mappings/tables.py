"""What the directory keeps of a role mapping beside what its siblings replicate."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import instant_column
from service_kit.identity.role_mappings_state import mappings
from sqlalchemy import Column, ForeignKey
from sqlmodel import Field

from training_api.database import Table


class RoleMappingNote(Table, table=True):
    """Why a mapping is there, and who made it; `fixed` ones stand in the settings."""

    __tablename__ = "role_mapping_notes"

    mapping_id: UUID = Field(sa_column=Column(ForeignKey(mappings.c.id, ondelete="CASCADE"), primary_key=True))
    note: str = Field(default="", max_length=500)
    fixed: bool = False
    created_by: str = Field(max_length=200)
    created_at: datetime = instant_column()
