"""Bodies of point rules."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field
from service_kit.data.localized import Localized
from service_kit.identity.auth import Actor
from service_kit.web.schemas import BodyIn, BodyOut, ChangeIn

from advocacy_api.rewarding.point_rules.rules import LIFE, Act, State

Code = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Amount = Annotated[int, Field(ge=0, le=100_000)]
DailyCap = Annotated[int | None, Field(ge=0, le=1_000_000, description="Points a day at most; null is no cap.")]
Diminishing = Annotated[
    float, Field(gt=0, le=1, description="Each further event of a day is worth this times the one before.")
]


class CreatePointRule(BodyIn):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "share-2027",
                    "act": "share",
                    "title": {"en": "Shared something", "nl": "Iets gedeeld"},
                    "amount": 10,
                    "daily_cap": 40,
                    "diminishing": 0.8,
                }
            ]
        }
    )

    code: Code
    act: Act
    title: Localized
    amount: Amount
    daily_cap: DailyCap = None
    diminishing: Diminishing = 1.0


class EditPointRule(ChangeIn):
    """Only what is named changes, while it is a draft."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"amount": 15, "daily_cap": None}]})

    title: Localized | None = None
    amount: Amount | None = None
    daily_cap: DailyCap = None
    diminishing: Diminishing | None = None


class ChangePointRule(BodyIn):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"amount": 10, "daily_cap": 40, "diminishing": 0.8, "active": True}]}
    )

    amount: Amount
    daily_cap: DailyCap = None
    diminishing: Diminishing = 1.0
    active: bool = True


class PointRuleOut(BodyOut):
    """`reason` is `act` by its earlier name."""

    code: str
    act: Act
    title: dict[str, str]
    reason: str
    amount: int
    daily_cap: int | None
    diminishing: float
    state: State
    active: bool
    version: int
    allowed: list[str] = Field(default=[], description="The moves that the caller may make now.")


def rule_out(row: Any, actor: Actor) -> PointRuleOut:
    """A rule as this caller may see it."""
    shown = PointRuleOut(
        code=row.code,
        act=Act(row.reason),
        reason=row.reason,
        title=row.title,
        amount=row.amount,
        daily_cap=row.daily_cap,
        diminishing=row.diminishing,
        state=State(row.state),
        active=row.state == State.ACTIVE,
        version=row.version,
    )
    shown.allowed = LIFE.allowed(row.state, actor)
    return shown
