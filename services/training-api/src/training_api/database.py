"""The registry that every table of this service joins."""

from service_kit.data.database import new_registry
from sqlmodel import SQLModel


class Table(SQLModel, registry=new_registry()):
    """The rows of this service."""
