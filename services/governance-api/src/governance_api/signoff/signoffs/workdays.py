"""Which days are no working days, by the country of the settings."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import holidays
from fastapi import Depends, Request


@dataclass(frozen=True)
class Workdays:
    """The holidays that do not count, computed for whichever year is asked."""

    holidays: Collection[date]


def workdays_of(country: str) -> Workdays:
    """The working days of a country; only weekends are free without one."""
    return Workdays(holidays.country_holidays(country) if country else frozenset())


async def _workdays(request: Request) -> Workdays:
    return workdays_of(request.app.state.settings.holidays_country)


WorkdaysHere = Annotated[Workdays, Depends(_workdays)]
