"""Bodies in and bodies out of policies."""

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints
from service_kit.web.schemas import BodyIn, BodyOut, Instant

Network = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]


class WritePolicy(BodyIn):
    """The codes of the only schemes that count."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"schemes": ["speaker"]}]})

    schemes: Annotated[list[Annotated[str, StringConstraints(min_length=1, max_length=64)]], Field(max_length=50)]


class PolicyOut(BodyOut):
    """The only schemes that count on a network."""

    network: str
    schemes: list[str]
    version: int
    updated_by: str
    updated_at: Instant
