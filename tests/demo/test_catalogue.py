"""The catalogue is complete, in the languages people read, and its prerequisites can be walked."""

import re
from collections import Counter
from graphlib import TopologicalSorter
from typing import Any

import pytest

from infra.demo.catalogue import expression, named_in
from infra.demo.reading import content, modules

LANGUAGES = {"nl", "en", "fr"}
MODULES = {module["code"]: module for module in modules()}
TRACKS = {track["code"]: track for track in content("tracks")}


def levels_of(track: str) -> set[int]:
    return {module["level"] for module in MODULES.values() if module["track"] == track}


def before(code: str) -> set[str]:
    """The modules that may have to come before, level gates spelled out."""
    module = MODULES[code]
    names, levels = named_in(module.get("requires"))
    gated = {
        other["code"] for other in MODULES.values() if other["track"] == module["track"] and other["level"] in levels
    }
    return names | gated


def test_there_are_sixty_modules_with_unique_codes_on_four_levels() -> None:
    assert len(modules()) == len(MODULES) == 60
    assert Counter(module["level"] for module in MODULES.values()) == {1: 16, 2: 20, 3: 16, 4: 8}


def test_every_code_is_numbered_by_its_level() -> None:
    assert all(re.fullmatch(rf"DIQ-{module['level']}\d\d", code) for code, module in MODULES.items())


def test_ten_tracks_cover_three_phases_and_four_components_with_opportunity_and_risk() -> None:
    assert {module["track"] for module in MODULES.values()} == set(TRACKS)
    assert {track["phase"] for track in TRACKS.values()} == {"general", "organisation", "function"}
    components = {"all-staff", "spokespeople", "practitioners", "executives"}
    assert {track["component"] for track in TRACKS.values()} == components
    for code in TRACKS:
        angles = {module["angle"] for module in MODULES.values() if module["track"] == code}
        assert angles == {"opportunity", "risk"}, code


@pytest.mark.parametrize("code", sorted(MODULES))
def test_a_module_is_written_in_every_language(code: str) -> None:
    module: dict[str, Any] = MODULES[code]
    assert set(module["title"]) == LANGUAGES
    assert module["goals"]
    assert all(set(goal) == LANGUAGES for goal in module["goals"])
    assert module["minutes"] > 0
    assert module["credits"] > 0
    assert 2 <= len(module["content"]) <= 4
    for item in module["content"]:
        assert set(item["title"]) == LANGUAGES
        if "url" in item:
            assert item["url"].startswith("https://example.org/")
            continue
        assert set(item) >= LANGUAGES
        for language in LANGUAGES:
            words = len(item[language].split())
            assert 78 <= words <= 180, f"{item['title']['en']} in {language}: {words} words"


def test_prerequisites_name_modules_that_exist_on_no_higher_level_and_levels_that_their_track_has() -> None:
    for code, module in MODULES.items():
        names, levels = named_in(module.get("requires"))
        assert names <= set(MODULES), code
        assert all(MODULES[name]["level"] <= module["level"] for name in names), code
        assert levels <= levels_of(module["track"]) - {module["level"]}, code


def test_the_graph_has_no_cycle_and_is_deep_enough_to_draw() -> None:
    graph = {code: before(code) for code in MODULES}
    depth: dict[str, int] = {}
    for code in TopologicalSorter(graph).static_order():
        depth[code] = 1 + max((depth[name] for name in graph[code]), default=0)
    assert max(depth.values()) >= 5
    assert sum(bool(names) for names in graph.values()) >= 40


def test_the_graph_has_choices_and_level_gates() -> None:
    written = [str(module.get("requires")) for module in MODULES.values()]
    assert sum("any_of" in text for text in written) >= 20
    assert sum("level" in text for text in written) >= 4


def test_an_expression_speaks_in_ids() -> None:
    ids = {"DIQ-101": "a", "DIQ-102": "b"}
    written = {"all_of": ["DIQ-101", {"any_of": ["DIQ-102", {"level": 1}]}]}
    assert expression(written, ids) == {"all_of": [{"module": "a"}, {"any_of": [{"module": "b"}, {"level": 1}]}]}


def test_schemes_and_requirements_name_modules_that_exist() -> None:
    for scheme in content("schemes"):
        assert set(scheme["modules"]) <= set(MODULES)
        assert scheme["min_credits"] <= sum(MODULES[code]["credits"] for code in scheme["modules"])
    for requirement in content("requirements"):
        assert set(requirement["modules"]) <= set(MODULES)
        assert requirement["reason"]
        assert requirement["legal_basis"]
        assert requirement["sponsor"]
