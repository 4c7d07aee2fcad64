"""The community manager writes what people may share, and sets out the rewards."""

from datetime import UTC, datetime, timedelta
from typing import Any

from infra.demo.api import A, together
from infra.demo.loading import Load
from infra.demo.pictures import uploaded
from infra.demo.reading import content

COMMUNITY = "community-manager"
DAYS = {"from_days": "valid_from", "to_days": "valid_to", "embargo_days": "embargo_until"}
KEPT = ("kind", "title", "url", "language", "variants", "audience", "taxonomy", "job_profile")


async def bring(load: Load) -> None:
    """Content of every kind, published, and the rewards."""
    stories = await known_stories(load)
    await together(_story(load, story, stories.get(story["title"]["en"])) for story in content("stories")["items"])
    load.report(f"content: {len(content('stories')['items'])} stories published")
    there = await known_rewards(load)
    missing = [reward for reward in content("rewards") if reward["title"]["en"] not in there]
    await together(load.api.post(COMMUNITY, f"{A}/rewards", reward) for reward in missing)
    load.report(f"rewards: {len(missing)} set out, {len(content('rewards')) - len(missing)} were there")


async def known_stories(load: Load) -> dict[str, dict[str, Any]]:
    """The content there is, by its English title."""
    return {one["title"].get("en", ""): one async for one in load.api.every(COMMUNITY, f"{A}/content")}


async def known_rewards(load: Load) -> dict[str, dict[str, Any]]:
    """The rewards there are, by their English title."""
    return {one["title"].get("en", ""): one async for one in load.api.every(COMMUNITY, f"{A}/rewards")}


async def _story(load: Load, story: dict[str, Any], known: dict[str, Any] | None) -> None:
    if known is None:
        now = datetime.now(UTC).replace(microsecond=0)
        body = {name: story[name] for name in KEPT if name in story}
        body |= {DAYS[name]: (now + timedelta(days=story[name])).isoformat() for name in DAYS if name in story}
        body["disclosure"] = content("stories")["disclosure"]
        if story["kind"] != "vacancy":
            name = story["title"]["en"].lower().replace(" ", "-")
            body["picture"] = await uploaded(load.api, COMMUNITY, A, name, story["title"])
        known = await load.api.post(COMMUNITY, f"{A}/content", body)
    if known["state"] == "draft":
        await load.api.post(COMMUNITY, f"{A}/content/{known['id']}/publish")
