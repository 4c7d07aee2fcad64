"""Every screen the app has, read from its features, with somebody who may open it and an example of what it shows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from infra.local.settings import ROOT

FEATURES = ROOT / "frontend" / "src" / "features"
# In this order the first who may is asked; the employee opens what everybody may.
KEEPERS = ("hr", "trainer", "community-manager", "strategist", "legal", "social-media-manager", "admin")
# What a screen's parameters stand for in the world of these tests, in their order.
EXAMPLES: dict[str, str | tuple[str, ...]] = {
    "/learn/modules/$id": "first",
    "/learn/tracks/$code": "DEPOT",
    "/learn/certificates/$id": "certificate",
    "/verify/$id": "certificate",
    "/share/content/$id": "content",
    "/guidelines/$code": "depot-words",
    "/guidelines/acknowledge/$id": "asked",
    "/reviews/signoffs/$id": "signoff",
    "/reviews/signoffs/$id/record": "signoff",
    "/manage/people/imports/$id": "import",
    "/manage/people/$id": "colleague",
    "/people/$id": "colleague",
    "/manage/points/people/$id": "colleague",
    "/manage/content/$id": "content",
    "/manage/catalogue/tracks/$id": "track",
    "/manage/catalogue/modules/$id": "second",
    "/manage/requirements/$id": "requirement",
    "/manage/schemes/$id": "scheme",
    "/team/modules/$id": "first",
    "/team/tracks/$id": "track",
    "/team/certificates/$id": "scheme",
    "/team/guidelines/$id/$number": ("guideline", "1"),
    "/manage/guidelines/$id": "guideline",
    "/manage/signoff-templates/$id": "template",
}


@dataclass(frozen=True)
class Screen:
    """One route of one feature."""

    path: str
    needs: tuple[str, ...]
    is_public: bool

    def address(self, ids: dict[str, str]) -> str:
        """The path with an example in it; a word that is no known thing stands for itself."""
        if "$" not in self.path:
            return self.path
        example = EXAMPLES[self.path]
        given = iter((example,) if isinstance(example, str) else example)
        return re.sub(r"\$\w+", lambda _parameter: ids.get(word := next(given), word), self.path)


def screens() -> list[Screen]:
    """All routes of all features, in the order of their addresses."""
    found = [screen for file in FEATURES.glob("*/routes.ts") for screen in _of(file.read_text(encoding="utf-8"))]
    return sorted(found, key=lambda screen: screen.path)


def _of(routes: str) -> Iterator[Screen]:
    shared = re.search(r"const needs = \[([^\]]*)\]", routes)
    for route in re.findall(r"\{[^{}]*path:[^{}]*\}", routes):
        path = re.search(r'path: "([^"]+)"', route)
        assert path, route
        needs = re.search(r"needs: \[([^\]]*)\]", route) or (shared if re.search(r"\bneeds\b", route) else None)
        yield Screen(path[1], tuple(re.findall(r'"([^"]+)"', needs[1])) if needs else (), "place: null" in route)


def permissions(answers: dict[str, dict[str, Any]]) -> set[str]:
    """What `people/me` of the three services says, as routes name it."""
    return {f"{service}:{name}" for service, answer in answers.items() for name in answer["permissions"]}
