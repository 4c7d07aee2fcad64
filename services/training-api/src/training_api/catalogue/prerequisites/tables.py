"""Prerequisites: the expression as the trainer wrote it, and the same as edges for questions about the graph."""

from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import instant_column, json_column, new_id
from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from training_api.database import Table


class Prerequisites(Table, table=True):
    __tablename__ = "prerequisites"

    module_id: UUID = Field(foreign_key="modules.id", primary_key=True)
    expression: dict[str, Any] = json_column()
    version: int = Field(default=1)
    updated_at: datetime = instant_column(default_now=True)


class Edge(Table, table=True):
    """One module or one level that a module speaks of, whether alone or among alternatives."""

    __tablename__ = "prerequisite_edges"
    __table_args__ = (
        CheckConstraint("(required_module_id IS NULL) <> (required_level IS NULL)", name="one_target"),
        Index("uq_prerequisite_edges_module", "module_id", "required_module_id", unique=True),
        Index("uq_prerequisite_edges_level", "module_id", "required_level", unique=True),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    module_id: UUID = Field(foreign_key="modules.id")
    required_module_id: UUID | None = Field(default=None, foreign_key="modules.id", index=True)
    required_level: int | None = Field(default=None)
