"""The catalogue as the API takes it: tracks, modules and their prerequisites."""

from collections.abc import Mapping
from typing import Any

DETAILS = (
    "level",
    "title",
    "goals",
    "minutes",
    "credits",
    "modality",
    "platform",
    "audience_group",
    "risk_tags",
    "angle",
)
LANGUAGES = ("nl", "en", "fr")


def named_in(requires: Any) -> tuple[set[str], set[int]]:
    """The codes and the level gates that a written prerequisite names."""
    if requires is None:
        return set(), set()
    if isinstance(requires, str):
        return {requires}, set()
    if "level" in requires:
        return set(), {requires["level"]}
    codes, levels = set[str](), set[int]()
    for part in requires.get("all_of") or requires.get("any_of") or ():
        part_codes, part_levels = named_in(part)
        codes |= part_codes
        levels |= part_levels
    return codes, levels


def expression(requires: Any, ids: Mapping[str, str]) -> dict[str, Any]:
    """A written prerequisite with ids in the place of codes."""
    if isinstance(requires, str):
        return {"module": ids[requires]}
    if "level" in requires:
        return {"level": requires["level"]}
    return {kind: [expression(part, ids) for part in parts] for kind, parts in requires.items()}


def track_body(track: Mapping[str, Any]) -> dict[str, Any]:
    """A track, open to everyone unless its file says otherwise."""
    return {"audience": {"everyone": True}, **track}


def module_body(module: Mapping[str, Any], track_id: str, owner_id: str) -> dict[str, Any]:
    """A module with its content; reading all of it completes it."""
    details = {name: module[name] for name in DETAILS if name in module}
    return {
        **details,
        "code": module["code"],
        "track_id": track_id,
        "owner_id": owner_id,
        "completion_rule": "content",
        "content": [_item(item) for item in module["content"]],
    }


def _item(item: Mapping[str, Any]) -> dict[str, Any]:
    kind = item.get("kind", "text")
    if "url" in item:
        return {"kind": kind, "title": item["title"], "url": item["url"]}
    body = {language: item[language].strip() for language in LANGUAGES if language in item}
    bound = {name: item[name] for name in ("guideline_code", "guideline_version") if name in item}
    return {"kind": kind, "title": item["title"], "body": body, **bound}
