"""Starts the ambassador programme: what each act is worth, and the badges. `python -m infra.demo.programme`, again and
again without harm: what is there stays as it is.

For the running local stack; for another installation with `KRING_ORIGIN` and, in `KRING_TOKEN`, a token of a community
manager.
"""

import asyncio
import math
import os
import sys
from typing import Any

import httpx

from infra.demo.api import A, Api, Refused
from infra.demo.reading import content
from infra.local.settings import Refused as StackRefused
from infra.local.settings import Settings

COMMUNITY = "community-manager"
RULES, BADGES = f"{A}/points/rules", f"{A}/badges"


async def start(api: Api) -> tuple[int, int]:
    """Make the rules and the badges that are missing; answers how many of each."""
    programme = content("programme")
    rules = {rule["code"]: rule async for rule in api.every(COMMUNITY, RULES)}
    for rule in programme["rules"]:
        await _there(api, RULES, rule, rules.get(rule["code"]), "activate")
    badges = {badge["code"]: badge async for badge in api.every(COMMUNITY, BADGES)}
    for badge in programme["badges"]:
        await _there(api, BADGES, badge, badges.get(badge["code"]), "publish")
    return _missing(programme["rules"], rules), _missing(programme["badges"], badges)


async def _there(api: Api, path: str, wanted: dict[str, Any], known: dict[str, Any] | None, move: str) -> None:
    """A draft is finished: it was left by a start that broke off. Whatever was made of it later is left alone."""
    if known is None:
        known = await api.post(COMMUNITY, path, wanted)
    if known["state"] == "draft":
        await api.post(COMMUNITY, f"{path}/{wanted['code']}/{move}")


def _missing(wanted: list[dict[str, Any]], there: dict[str, Any]) -> int:
    return sum(one["code"] not in there for one in wanted)


async def _start_at(settings: Settings) -> None:
    async with Api(os.environ.get("KRING_ORIGIN") or settings.origin, settings.data) as api:
        if token := os.environ.get("KRING_TOKEN"):
            api.tokens[COMMUNITY] = (token, math.inf)
        rules, badges = await start(api)
    print(f"The ambassador programme is there: {rules} rules and {badges} badges made", flush=True)


def main() -> int:
    """The exit code; what is refused is said in a sentence."""
    try:
        asyncio.run(_start_at(Settings()))
    except (Refused, StackRefused, httpx.TransportError) as refused:
        print(f"The ambassador programme could not be started: {refused}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
