"""Bodies of leaderboards."""

from datetime import date

from pydantic import ConfigDict, Field
from service_kit.web.schemas import BodyIn, BodyOut, Instant

from advocacy_api.rewarding.leaderboards.rules import Period, Scope, Showing


class StandingOut(BodyOut):
    rank: int
    name: str
    points: int
    me: bool


class MyStandingOut(BodyOut):
    """`rank` is null without points, when hidden (as is who never chose), for executives, who stand apart, and while
    fewer than five take part."""

    rank: int | None
    points: int
    participating: bool
    showing: Showing
    name: str | None
    apart: bool


class LeaderboardOut(BodyOut):
    """`people` is how many take part; while they are fewer than five it is null, and `top` and `around` show nobody.

    `around` is my own row with the nearest before and behind; empty for who is not on the board.
    """

    period: Period
    month: date
    scope: Scope
    group: str | None
    people: int | None
    top: list[StandingOut]
    me: MyStandingOut
    around: list[StandingOut]
    of: str
    begins: Instant = Field(alias="from")
    ends: Instant = Field(alias="to")
    zone: str
    final: bool = Field(description="Whether it stands for good: 7 days after its end.")


class PreferenceOut(BodyOut):
    showing: Showing
    version: int


class ChoosePreference(BodyIn):
    model_config = ConfigDict(json_schema_extra={"examples": [{"showing": "name"}]})

    showing: Showing
