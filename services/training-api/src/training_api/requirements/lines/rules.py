"""By which places in the organisation the lines of a requirement are told apart."""

from typing import Literal

Place = Literal["department", "division", "location", "job_profile"]
PLACE: tuple[Place, ...] = ("department", "division", "location", "job_profile")
