"""Every setting of training-api, read from the environment."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator
from service_kit.identity.people import ROLES
from service_kit.identity.role_mappings import LONGEST_VALUE, is_own_role
from service_kit.settings import ServiceSettings, Words


class Settings(ServiceSettings):
    service_scopes: Words = Field(
        ["feed.read", "people.read", "audit.read-heads"], description="The scopes its own client asks for."
    )
    issuer_name: str = Field("Kring", description="The organisation that issues certificates, as others read it.")
    organisation_zone: str = Field(
        "Europe/Brussels", description="The time zone in which a day, or a moment that names no zone, is read."
    )
    stalled_after_days: int = Field(30, ge=1, description="Days without activity after which an enrolment is stalled.")
    mandatory_hours_per_year: int = Field(
        40, ge=0, description="The most hours of mandatory learning that may be asked of one person in a year."
    )
    row_errors_listed: int = Field(
        10_000, ge=1, le=100_000, description="How many errors of a file's rows are listed; all of them are counted."
    )
    import_unpacked_mib: int = Field(
        512, ge=1, description="The largest spreadsheet of people once it is unpacked, in MiB."
    )
    role_map: dict[str, str] = Field(
        {},
        description="Words of tokens and the roles that they give, as JSON, for the first admin: "
        '`{"/staff/kring-admins": "admin"}`. Taken over within a minute; fixed in the app.',
    )
    people_import_max_bytes: int = Field(
        48 * 1024 * 1024, ge=1, description="The largest file of people accepted, in bytes."
    )

    @field_validator("organisation_zone")
    @classmethod
    def refuse_unknown_zone(cls, value: str) -> str:
        """A zone that is not there would be noticed with the first result that names none."""
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("a time zone is needed as the IANA names it, such as Europe/Brussels") from error
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone."""
        return ZoneInfo(self.organisation_zone)

    @field_validator("role_map")
    @classmethod
    def refuse_unfit_roles(cls, value: dict[str, str]) -> dict[str, str]:
        """A role that is none would lock the first admin out without a word."""
        for word, role in value.items():
            if not word.strip() or len(word) > LONGEST_VALUE or (role not in ROLES and not is_own_role(role)):
                raise ValueError("each entry names what stands in the token, and a role")
        return value
