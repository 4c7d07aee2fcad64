"""The trainer builds ten tracks of sixty modules, with their prerequisites."""

from typing import Any

from infra.demo.api import T, together
from infra.demo.catalogue import expression, module_body, track_body
from infra.demo.loading import Load
from infra.demo.pictures import uploaded
from infra.demo.reading import content, modules

TRAINER = "trainer"
PICTURED = {f"DIQ-{number}" for number in (101, 102, 103, 104, 105, 106, 107, 108, 111, 112, 201, 204)}
"""The modules that carry a picture: most trainers have none at hand."""


async def bring(load: Load) -> None:
    """Tracks, modules, the graph, and then everything in sight."""
    tracks = await _tracks(load)
    there = {module["code"]: module async for module in load.api.every(TRAINER, f"{T}/modules")}
    missing = [module for module in modules() if module["code"] not in there]
    made = await together(_module(load, module, tracks[module["track"]]["id"]) for module in missing)
    there |= {module["code"]: module for module in made}
    load.modules = {code: module["id"] for code, module in there.items()}
    load.report(f"catalogue: {len(made)} modules written, {len(there) - len(made)} were there")
    drafts = [module for module in modules() if there[module["code"]]["state"] == "draft"]
    for module in drafts:  # one after the other: each asks whether the graph stays without a cycle
        if "requires" in module:
            body = expression(module["requires"], load.modules)
            await load.api.put(TRAINER, f"{T}/modules/{load.modules[module['code']]}/prerequisites", body)
    await together(_publish(load, f"{T}/modules/{load.modules[module['code']]}") for module in drafts)
    waiting = [track for track in tracks.values() if track["state"] == "draft"]
    await together(_publish(load, f"{T}/tracks/{track['id']}") for track in waiting)
    load.report(f"catalogue: {len(drafts)} modules and {len(waiting)} tracks published")


async def _tracks(load: Load) -> dict[str, dict[str, Any]]:
    there = {track["code"]: track async for track in load.api.every(TRAINER, f"{T}/tracks")}
    for track in content("tracks"):
        if track["code"] not in there:
            picture = await uploaded(load.api, TRAINER, T, track["code"], track["title"])
            body = track_body(track) | {"picture": picture}
            there[track["code"]] = await load.api.post(TRAINER, f"{T}/tracks", body)
    return there


async def _module(load: Load, module: dict[str, Any], track_id: str) -> dict[str, Any]:
    body = module_body(module, track_id, load.persona(TRAINER))
    if module["code"] in PICTURED:
        body["picture"] = await uploaded(load.api, TRAINER, T, module["code"], module["title"])
    made: dict[str, Any] = await load.api.post(TRAINER, f"{T}/modules", body)
    return made


async def _publish(load: Load, address: str) -> None:
    await load.api.post(TRAINER, f"{address}/publish")
