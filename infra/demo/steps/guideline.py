"""The strategist writes the guideline, legal and corporate affairs sign it, and the next version waits for them."""

from typing import Any

from infra.demo.api import G
from infra.demo.loading import Load
from infra.demo.reading import content

AUTHOR = "strategist"
REVIEW_ON = "2027-09-01"
REVIEWERS = (("legal", "Thank you for asking us first."), ("legal", None), ("corporate-affairs", None))


async def bring(load: Load) -> None:
    """Version 1 in force."""
    templates = await _templates(load)
    written = content("guideline")
    there = {one["code"]: one async for one in load.api.every(AUTHOR, f"{G}/guidelines")}
    guideline = there.get(written["code"])
    if guideline is None:
        body = {"code": written["code"], "title": written["title"]}
        guideline = await load.api.post(AUTHOR, f"{G}/guidelines", body)
    if guideline["in_force"]:
        load.report(f"guideline: version {guideline['in_force']} is in force")
        return
    address = f"{G}/guidelines/{guideline['id']}/versions"
    version = await _version(load, address, 1)
    if version["state"] == "draft":
        await _write(load, f"{address}/1/clauses", written["clauses"], version["clauses"])
        await load.api.post(AUTHOR, f"{address}/1/submit", {"template_id": templates[0]})
        version = await _version(load, address, 1)
    if version["state"] == "in-signoff":
        await _sign(load, version["signoff_id"])
    await load.api.post(AUTHOR, f"{address}/1/publish", {"acknowledge_within_days": written["acknowledge_within_days"]})
    load.report(f"guideline: version 1 with {len(written['clauses'])} clauses signed and in force")


async def bring_next(load: Load) -> None:
    """Version 2 in sign-off, so that the reviewers' inbox holds something."""
    written = content("guideline")
    guideline = await load.api.get(AUTHOR, f"{G}/guidelines/{written['code']}")
    address = f"{G}/guidelines/{guideline['id']}/versions"
    if guideline["latest"] > 1:
        version = await _version(load, address, guideline["latest"])
        load.report(f"guideline: version {version['number']} is {version['state']}")
        if version["number"] != 2 or version["state"] != "draft":
            return
    version = await _version(load, address, 2, based_on=1)
    await _change(load, f"{address}/2/clauses", version["clauses"])
    templates = await _templates(load)
    await load.api.post(AUTHOR, f"{address}/2/submit", {"template_id": templates[0]})
    load.report("guideline: version 2 waits for legal")


async def _templates(load: Load) -> list[str]:
    """The ids of our templates, in the order of the file."""
    there = {one["name"]: one["id"] async for one in load.api.every(AUTHOR, f"{G}/signoff-templates", state="active")}
    for template in content("signoffs"):
        if template["name"] not in there:
            made = await load.api.post(AUTHOR, f"{G}/signoff-templates", template)
            there[template["name"]] = made["id"]
    return [there[template["name"]] for template in content("signoffs")]


async def _version(load: Load, address: str, number: int, based_on: int | None = None) -> Any:
    """The version with its clauses, made when it is not there."""
    answer = await load.api.send(AUTHOR, "GET", f"{address}/{number}")
    if answer.status_code == 404:
        return await load.api.post(AUTHOR, address, {"based_on": based_on})
    return answer.json()


def _body(load: Load, clause: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {
        name: clause[name] for name in ("type", "scope", "text", "reason", "audience_groups") if name in clause
    }
    return {
        **kept,
        "applies_to": {"roles": clause.get("roles", [])},
        "owner_id": load.persona(AUTHOR),
        "review_on": REVIEW_ON,
        "source_language": "nl",
    }


async def _write(load: Load, address: str, clauses: list[dict[str, Any]], there: list[dict[str, Any]]) -> None:
    """The clauses that are not there yet, in their order."""
    texts = {clause["text"]["nl"] for clause in there}
    for clause in clauses:
        if clause["text"]["nl"].strip() not in texts:
            await load.api.post(AUTHOR, address, _body(load, clause))


async def _change(load: Load, address: str, there: list[dict[str, Any]]) -> None:
    written = content("guideline")
    before = {clause["key"]: clause for clause in written["clauses"]}
    by_text = {clause["text"]["nl"]: clause for clause in there}
    for change in written["next"]["changed"]:
        standing = by_text.get(before[change["key"]]["text"]["nl"])
        if standing is not None:
            body = {**_body(load, before[change["key"]]), "text": change["text"]}
            await load.api.put(AUTHOR, f"{address}/{standing['clause_id']}", body)
    await _write(load, address, written["next"]["added"], there)


async def _sign(load: Load, signoff_id: str) -> None:
    """Each reviewer whose turn it is approves what they read."""
    for reviewer, comment in REVIEWERS:
        signoff = await load.api.get(reviewer, f"{G}/signoffs/{signoff_id}")
        if signoff["state"] == "running" and signoff["my_turn"]:
            seen = {"content_hash": signoff["content_hash"], "stage": signoff["stage"]}
            body = {"decision": "approve", "comment": comment, **seen}
            await load.api.post(reviewer, f"{G}/signoffs/{signoff_id}/decisions", body)
