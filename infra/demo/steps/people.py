"""HR brings a thousand people, and the other services come to know them."""

from typing import Any

from infra.demo.api import A, G, Refused, T, together, until
from infra.demo.loading import Load
from infra.demo.people import as_csv

HR = "hr-system"
SHOWN_ERRORS = 5


async def bring(load: Load) -> None:
    """Import the file, read back who got which id, wait for the replicas."""
    files = {"file": ("lindemeer-people.csv", as_csv().encode(), "text/csv")}
    job = await load.api.call(HR, "POST", f"{T}/people/imports", params={"dry_run": "false"}, files=files)

    async def ended() -> dict[str, Any] | None:
        seen: dict[str, Any] = await load.api.get(HR, f"{T}/people/imports/{job['id']}")
        return seen if seen["status"] in {"succeeded", "failed"} else None

    done = await until("the people import", ended)
    for error in done["errors"][:SHOWN_ERRORS]:
        where = f"row {error['line']} of the people import, {error['column']}"
        load.refusals.append(Refused(where, 0, error["code"], error["detail"]))
    if done["status"] == "failed":
        raise Refused("the people import", 0, "ImportFailed", f"{len(done['errors'])} errors")
    load.people = {person["employee_number"]: person["id"] async for person in load.api.every(HR, f"{T}/people")}
    counts = ", ".join(f"{done[name]} {name}" for name in ("created", "updated", "unchanged"))
    load.report(f"people: {counts}")
    await _replicas(load)


async def _replicas(load: Load) -> None:
    """The newest people came last through the feed: where they are known, everyone is."""
    newest = sorted(load.people.values())[-3:]

    async def known(base: str, person_id: str) -> bool | None:
        answer = await load.api.send("admin", "GET", f"{base}/people/{person_id}")
        return True if answer.status_code == 200 else None

    async def wait(base: str, person_id: str) -> None:
        await until(f"{base} knows the people", lambda: known(base, person_id))

    await together(wait(base, person_id) for base in (A, G) for person_id in newest)
    load.report("people: known to every service")
