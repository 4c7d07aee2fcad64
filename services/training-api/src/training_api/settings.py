"""Every setting of training-api, read from the environment."""

from pydantic import Field
from service_kit.settings import ServiceSettings, Words


class Settings(ServiceSettings):
    service_scopes: Words = Field(
        ["feed.read", "people.read", "audit.read-heads"], description="The scopes its own client asks for."
    )
    issuer_name: str = Field("Kring", description="The organisation that issues certificates, as others read it.")
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
    people_import_max_bytes: int = Field(
        48 * 1024 * 1024, ge=1, description="The largest file of people accepted, in bytes."
    )
