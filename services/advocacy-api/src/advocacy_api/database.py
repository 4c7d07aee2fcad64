"""The tables of this service share one registry and one metadata."""

from service_kit.data.database import new_registry
from sqlmodel import SQLModel


class Table(SQLModel, registry=new_registry()):
    """The rows of advocacy."""
