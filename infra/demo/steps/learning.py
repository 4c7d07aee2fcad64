"""What people learned before today, what they are reading now, and who acknowledged the guideline."""

from datetime import UTC, datetime, timedelta
from typing import Any

from infra.demo.api import G, Refused, T, together
from infra.demo.history import Learned, drawn
from infra.demo.loading import Load, caller
from infra.demo.people import Colleague
from infra.demo.reading import content

LMS = "lms"
AT_ONCE = 300
SATURDAY = 5


async def bring(load: Load) -> None:
    """Completions from the learning system in batches; enrolments and answers by the people themselves."""
    await _completions(load)
    await together(load.attempt(_read(load, person, code)) for person, code in drawn().reading)
    load.report(f"learning: {len(drawn().reading)} people are in the middle of a module")
    answered = await together(load.attempt(_answer(load, person, yes)) for person, yes in drawn().acknowledging)
    load.report(f"guideline: {sum(bool(one) for one in answered)} of {len(answered)} people answered anew")


async def _completions(load: Load) -> None:
    now = datetime.now(UTC)
    rows = [_row(one, now) for one in drawn().learned]
    recorded = repeated = 0
    for first in range(0, len(rows), AT_ONCE):
        part = rows[first : first + AT_ONCE]
        answer = await load.api.post(LMS, f"{T}/completions/batch", {"items": part})
        recorded, repeated = recorded + answer["recorded"], repeated + answer["repeated"]
        for error in answer["errors"]:
            load.refusals.append(Refused("a completion", 0, error["code"], error["detail"]))
    load.report(f"learning: {recorded} completions recorded, {repeated} were there")


def _row(one: Learned, now: datetime) -> dict[str, Any]:
    """A completion on a working day, in working hours."""
    day = now - timedelta(days=one.days_ago)
    day -= timedelta(days=max(0, day.weekday() - SATURDAY + 1))
    number = one.person.employee_number
    at = day.replace(hour=8 + int(number) % 9, minute=int(one.code[-2:]) % 60, second=0, microsecond=0)
    return {
        "employee_number": number,
        "module_code": one.code,
        "source": "lms",
        "external_id": f"lindemeer-{number}-{one.code}",
        "completed_at": at.isoformat(),
    }


async def _read(load: Load, person: Colleague, code: str) -> None:
    """Enrol and read the first item; whoever did so before is told the same enrolment."""
    who = caller(person)
    enrolment = await load.api.post(who, f"{T}/enrolments", {"module_id": load.modules[code]})
    if not enrolment["read_items"] and enrolment["completed_at"] is None:
        item = await _first_item(load, code)
        await load.api.post(who, f"{T}/enrolments/{enrolment['id']}/progress", {"content_item_id": item})


async def _first_item(load: Load, code: str) -> str:
    if code not in load.first_items:
        module = await load.api.get("trainer", f"{T}/modules/{load.modules[code]}")
        load.first_items[code] = module["content"][0]["id"]
    return load.first_items[code]


async def _answer(load: Load, person: Colleague, yes: bool) -> bool:
    """Answer what is open of our guideline; whether there was anything to answer."""
    who = caller(person)
    asked = await load.api.get(who, f"{G}/me/acknowledgements", state="open")
    ours = [one for one in asked["items"] if one["guideline"]["code"] == content("guideline")["code"]]
    for one in ours:
        body = {"accepted": yes, "language": person.locale}
        await load.api.post(who, f"{G}/acknowledgements/{one['id']}/answer", body)
    return bool(ours)
