"""The table base of this service: its own registry, its own metadata."""

from service_kit.data.database import new_registry
from sqlmodel import SQLModel


class Table(SQLModel, registry=new_registry()):
    """The rows of this service."""
