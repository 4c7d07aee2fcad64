"""What the advocacy service may be told from outside."""

from pydantic import Field
from service_kit.settings import ServiceSettings, Words


class Settings(ServiceSettings):
    """The shared settings and advocacy's own."""

    service_scopes: Words = Field(
        ["feed.read", "people.read", "people.provision", "audit.read-heads", "speaking-rights.read"],
        description="The scopes its own client asks for.",
    )
    leaderboard_fresh_seconds: float = Field(
        default=3.0,
        ge=0,
        description="How old a leaderboard's standings may be; twice that while newer ones are counted. "
        "0 counts each time.",
    )
    dormant_after_days: int = Field(
        default=120, ge=1, description="An active ambassador who shared nothing for so long becomes dormant."
    )
