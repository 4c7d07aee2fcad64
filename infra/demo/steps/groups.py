"""The admin says which groups of the sign-in provider give which role."""

from infra.demo.api import T
from infra.demo.loading import Load
from infra.demo.reading import content

ADMIN = "admin"


async def bring(load: Load) -> None:
    """What is mapped already stays as it is."""
    known = {(one["value"].lower(), one["role"]) async for one in load.api.every(ADMIN, f"{T}/role-mappings")}
    missing = [one for one in content("groups") if (one["value"].lower(), one["role"]) not in known]
    for one in missing:
        await load.attempt(load.api.post(ADMIN, f"{T}/role-mappings", one))
    load.report(f"groups: {len(missing)} mapped to roles")
