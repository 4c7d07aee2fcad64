"""Bodies of role mappings."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field
from service_kit.identity.role_mappings import LONGEST_VALUE
from service_kit.web.schemas import BodyIn, BodyOut, Instant

from training_api.directory.people.schemas import printable

Value = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LONGEST_VALUE,
        pattern=r"\S",
        description="What stands in the claim: the GUID of an Entra ID group, a Keycloak path with its slash, a name.",
    ),
    AfterValidator(printable),
]


class AddRoleMapping(BodyIn):
    """A word of an issuer's tokens, and the role it gives."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "value": "/staff/brand",
                    "issuer": None,
                    "role": "community-manager",
                    "note": "The brand team.",
                }
            ]
        }
    )

    value: Value
    issuer: str | None = Field(None, max_length=64, description="The code of one issuer; null is any.")
    role: str = Field(max_length=64, description="One of Kring's roles, or a word of your own that audiences may name.")
    note: str = Field("", max_length=500)


class RoleMappingOut(BodyOut):
    id: UUID
    value: str
    issuer: str | None
    role: str
    note: str
    fixed: bool = Field(description="It stands in the settings (ROLE_MAP) and cannot be deleted here.")
    people: int = Field(description="How many people were seen with it.")
    last_seen_at: Instant | None
    created_at: Instant
