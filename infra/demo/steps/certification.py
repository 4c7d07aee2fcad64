"""What a certificate stands for, and the few things that are required of people."""

from infra.demo.api import T
from infra.demo.loading import Load
from infra.demo.reading import content

TRAINER = "trainer"


async def bring(load: Load) -> None:
    """Schemes and requirements, published and active."""
    await _schemes(load)
    await _requirements(load)


async def _schemes(load: Load) -> None:
    address = f"{T}/certification-schemes"
    there = {scheme["code"]: scheme async for scheme in load.api.every(TRAINER, address)}
    for scheme in content("schemes"):
        known = there.get(scheme["code"])
        if known is None:
            rule = {
                "modules": [load.modules[code] for code in scheme["modules"]],
                "min_credits": scheme["min_credits"],
                "min_offline_credits": scheme["min_offline_credits"],
            }
            kept = {"code", "title", "guideline_code", "valid_for_days", "refresher_window_days"}
            body = {name: value for name, value in scheme.items() if name in kept}
            known = await load.api.post(TRAINER, address, {**body, "rule": rule})
        if known["state"] == "draft":
            await load.api.post(TRAINER, f"{address}/{known['id']}/publish")
    load.report(f"certification: {len(content('schemes'))} schemes published")


async def _requirements(load: Load) -> None:
    address = f"{T}/requirements"
    there = {one["module_id"]: one async for one in load.api.every(TRAINER, address) if one["state"] != "retired"}
    people = 0
    for requirement in content("requirements"):
        kept = ("applies_to", "due_in_days", "repeat_every_days", "reason", "legal_basis")
        body = {name: requirement[name] for name in kept if name in requirement}
        body["sponsor_id"] = load.persona(requirement["sponsor"])
        for code in requirement["modules"]:
            known = there.get(load.modules[code])
            if known is None:
                known = await load.api.post(TRAINER, address, {**body, "module_id": load.modules[code]})
            if known["state"] == "draft":
                tried = await load.api.post(TRAINER, f"{address}/{known['id']}/dry-run")
                await load.api.post(TRAINER, f"{address}/{known['id']}/activate")
                people += tried["people"]
    load.report(f"requirements: {people} new lines for people")
