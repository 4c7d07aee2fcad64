"""Loads Lindemeer into the running stack: `python -m infra.demo`, again and again without harm."""

import asyncio
import os
import sys
import time

import httpx

from infra.demo.api import Api, Refused
from infra.demo.loading import Load
from infra.demo.steps import (
    ambassadors,
    catalogue,
    certification,
    groups,
    guideline,
    learning,
    people,
    programme,
    stories,
)
from infra.local.settings import Refused as StackRefused
from infra.local.settings import Settings

STEPS = (
    people.bring,
    groups.bring,
    programme.bring,
    catalogue.bring,
    guideline.bring,
    certification.bring,
    stories.bring,
    learning.bring,
    ambassadors.bring,
    guideline.bring_next,
)


async def bring_everything(settings: Settings) -> int:
    """Take every step; 0 when nothing was refused."""
    origin = os.environ.get("KRING_ORIGIN") or settings.origin
    print(f"Lindemeer comes to {origin}", flush=True)
    async with Api(origin, settings.data) as api:
        load = Load(api)
        for step in STEPS:
            try:
                await step(load)
            except Refused as refused:
                load.refusals.append(refused)
                break
    for line in load.summary():
        print(line, file=sys.stderr)
    seconds = time.monotonic() - load.started
    print(f"Lindemeer is {'there' if not load.refusals else 'not complete'} after {seconds:.0f} s", flush=True)
    return 1 if load.refusals else 0


def main() -> int:
    """The exit code; what the stack itself refuses is said in a sentence."""
    try:
        return asyncio.run(bring_everything(Settings()))
    except (StackRefused, httpx.TransportError) as refused:
        print(f"The demo organisation could not be loaded: {refused}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
