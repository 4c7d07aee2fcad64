"""Ambassadors in every state, what they shared, who followed their links, and the rewards they ask for."""

from typing import Any

from infra.demo.api import A, Refused, together, until
from infra.demo.history import Shared, drawn
from infra.demo.loading import BY_NUMBER, Load, caller
from infra.demo.people import Colleague
from infra.demo.steps.stories import COMMUNITY, known_rewards, known_stories

VISITOR = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
STEPS = ("nominated", "invited", "accepted", "active")
APPROVED, FULFILLED = 5, 2


async def bring(load: Load) -> None:
    """Everyone to the state the plan says, then shares, clicks and redemptions."""
    await _gather(load)
    await _share(load)
    await _redeem(load)


async def _gather(load: Load) -> None:
    history = drawn()
    there = {one["person_id"]: one async for one in load.api.every(COMMUNITY, f"{A}/ambassadors")}
    wanted = {"nominated": history.nominated, "invited": history.invited, "accepted": history.accepted}
    wanted["active"] = history.active
    jobs = [
        _bring_to(load, person, state, there.get(load.people[person.employee_number]))
        for state, people in wanted.items()
        for person in people
    ]
    states = await together(load.attempt(job) for job in jobs)
    load.report(f"ambassadors: {states.count('active')} active, {len(states) - states.count('active')} on their way")
    named = set(history.shown_by_name)
    learning = [person for person, _ in history.reading if person.employee_number not in BY_NUMBER]
    showing = dict.fromkeys([*learning, *(person for people in wanted.values() for person in people)], "pseudonym")
    showing |= dict.fromkeys(history.shown_by_name, "name")
    chosen = await together(load.attempt(_take_part(load, person, how)) for person, how in showing.items())
    load.report(f"leaderboard: {sum(bool(one) for one in chosen)} chose to take part, {len(named)} of them by name")


async def _take_part(load: Load, person: Colleague, showing: str) -> bool:
    """Be on the leaderboards, unless they chose something before; whether anything changed."""
    address = f"{A}/me/leaderboard-preference"
    before = await load.api.get(caller(person), address)
    if before["version"]:
        return False
    await load.api.put(caller(person), address, {"showing": showing})
    return True


async def _bring_to(load: Load, person: Colleague, state: str, known: dict[str, Any] | None) -> str:
    if known is None:
        tier = "executive" if BY_NUMBER.get(person.employee_number) == "executive" else "ambassador"
        body = {"person_id": load.people[person.employee_number], "tier": tier}
        known = await load.api.post(COMMUNITY, f"{A}/ambassadors", body)
    if known["state"] not in STEPS:
        return str(known["state"])
    for step in STEPS[STEPS.index(known["state"]) + 1 : STEPS.index(state) + 1]:
        await _step(load, person, known["id"], step)
    return state


async def _step(load: Load, person: Colleague, ambassador_id: str, step: str) -> None:
    if step == "invited":
        await load.api.post(COMMUNITY, f"{A}/ambassadors/{ambassador_id}/invite")
    elif step == "accepted":
        await load.api.post(caller(person), f"{A}/me/ambassadorship/accept")
    else:
        await until(f"{person.user_name} is ready to be active", lambda: _activated(load, person), every=0.5)


async def _activated(load: Load, person: Colleague) -> bool | None:
    """Their certificate and acknowledgement reach the other services by event: not ready is not yet."""
    answer = await load.api.send(caller(person), "POST", f"{A}/me/ambassadorship/activate")
    if answer.is_success:
        return True
    refused = Refused.by(answer)
    if refused.code == "NotReady":
        return None
    raise refused


async def _share(load: Load) -> None:
    stories = await known_stories(load)
    plan = drawn().shared
    shares = await together(load.attempt(_one_share(load, one, stories[one.story]["id"])) for one in plan)
    load.report(f"shares: {sum(share is not None for share in shares)} of {len(plan)}")
    missing = [
        share["short_url"]
        for one, share in zip(plan, shares, strict=True)
        if share is not None
        for _ in range(one.clicks - share["clicks"])
    ]
    answers = await together(load.api.visit(address, VISITOR) for address in missing)
    astray = [status for status in answers if status != 302]
    if astray:
        load.refusals.append(Refused("following short links", astray[0], "NoRedirect", f"{len(astray)} led nowhere"))
    load.report(f"clicks: {len(answers) - len(astray)} visits")


async def _one_share(load: Load, one: Shared, content_id: str) -> dict[str, Any]:
    body = {"content_id": content_id, "network": one.network, "on_behalf": one.on_behalf, "text": one.text}
    share: dict[str, Any] = await load.api.post(caller(one.person), f"{A}/shares", body)
    return share


async def _redeem(load: Load) -> None:
    """Whoever has the points asks; the first are approved, some of those fulfilled."""
    rewards = await known_rewards(load)
    asked = {one["person_id"] async for one in load.api.every(COMMUNITY, f"{A}/redemptions")}
    if asked & {load.people[person.employee_number] for person, _ in drawn().redeeming}:
        load.report("rewards: asked for before")
        return
    waiting: list[dict[str, Any]] = []
    for person, title in drawn().redeeming:
        points = await load.api.get(caller(person), f"{A}/me/points")
        if points["balance"] >= rewards[title]["cost"]:
            body = {"reward_id": rewards[title]["id"]}
            made = await load.attempt(load.api.post(caller(person), f"{A}/redemptions", body))
            waiting += [made] if made else []
    for place, redemption in enumerate(waiting[:APPROVED]):
        address = f"{A}/redemptions/{redemption['id']}"
        await load.attempt(load.api.post(COMMUNITY, f"{address}/approve"))
        if place < FULFILLED:
            await load.attempt(load.api.post(COMMUNITY, f"{address}/fulfil"))
    load.report(f"rewards: {len(waiting)} asked for, {min(len(waiting), APPROVED)} of those approved")
