"""What governance told: who has acknowledged the guideline that is in force."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import instant_column
from sqlmodel import Field

from training_api.database import Table


class Acknowledgement(Table, table=True):
    """Governance's fact. No foreign key: it may speak of a person before the directory's row is here."""

    __tablename__ = "guideline_acknowledgements"

    person_id: UUID = Field(primary_key=True)
    guideline_code: str = Field(primary_key=True, max_length=64)
    is_current: bool
    version_number: int | None = Field(default=None)
    told_at: datetime = instant_column()
