"""When a comparison calls a path slower, and what the change log excuses."""

from types import SimpleNamespace

import pytest

from tests.bench import against
from tests.bench.against import Compared
from tests.bench.changelog import said_slower

THEN = "## [Unreleased]\n- `enrol` is slower, because it also asks.\n"


def path(name: str, ratio: float, **work: float) -> Compared:
    return Compared(name, 100, 100 * ratio, ratio, {"a-api": 1.0}, {"a-api": 1.0, **work})


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("- `share` is slower, because every share is now checked.", {"share"}),
        ("- Slower: `share` and `redeem`.", {"share", "redeem"}),
        ("- share is slower.", set()),
        ("- `share` also keeps the moment.", set()),
        ("- `share` is no slowerness.", set()),
        ("  - `enrol` is slower, because it also asks.", set()),
    ],
)
def test_a_new_line_that_names_the_path_excuses_it(line: str, said: set[str]) -> None:
    assert said_slower(f"{THEN}{line}\n", THEN) == said


@pytest.mark.parametrize(
    ("ratio", "said", "verdict"),
    [
        (0.94, (), "**SLOWER**"),
        (0.94, ("share",), "slower, as the change log says"),
        (0.95, (), "the same"),
        (1.06, ("share",), "faster"),
    ],
)
def test_a_path_is_slower_below_a_part_of_its_speed(ratio: float, said: tuple[str, ...], verdict: str) -> None:
    assert path("share", ratio).line(said)[-1] == verdict


def test_the_parts_whose_work_changed_are_told() -> None:
    assert path("share", 1, **{"a-api": 1.5, "gateway": 0.05}).where == "share: a-api 1.00 → 1.50"
    assert path("share", 1).where == "share: no part by as much as 0.1 ms"


@pytest.mark.parametrize(
    ("ratio", "said", "failed", "ends_with"),
    [
        (1.0, (), {}, 0),
        (0.5, (), {}, 1),
        (0.5, ("share",), {}, 0),
        (1.0, (), {"enrol": "answers by status: {503: 9}"}, 1),
    ],
)
def test_the_end_is_1_when_something_is_slower_unsaid_or_failed(
    ratio: float, said: tuple[str, ...], failed: dict[str, str], ends_with: int, capsys: pytest.CaptureFixture[str]
) -> None:
    found = SimpleNamespace(
        compared=lambda: [path("share", ratio)], missing=["badges"], failed=failed, failed_before={"redeem": "gone"}
    )
    assert against.told(found, "v1", said) == ends_with  # type: ignore[arg-type]  # what is told of
    printed = capsys.readouterr().out
    assert ("SLOWER: share has 0.50 of its speed at v1" in printed) is bool(ratio < 1 and not said)
    assert ("FAILED: enrol" in printed) is bool(failed)
    assert "nothing to ask with: badges" in printed
    assert "it failed at v1: redeem: gone" in printed


@pytest.mark.parametrize(
    ("answers", "chosen"),
    [
        ({"describe HEAD": "v2", "v2": "a", "HEAD": "b"}, ("v2", "the last tag")),
        (
            {"describe HEAD": "v2", "v2": "b", "HEAD": "b", "describe HEAD^": "v1"},
            ("v1", "the last tag before this one"),
        ),
        ({"log": "c"}, ("c", "there is no tag: the oldest commit that can be compared with")),
    ],
)
def test_it_is_compared_with_the_last_tag(
    answers: dict[str, str], chosen: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def git(*words: str) -> str:
        asked = {"describe": f"describe {words[-1]}", "rev-parse": words[-1].removesuffix("^{commit}"), "log": "log"}
        return answers.get(asked[words[0]], "")

    monkeypatch.setattr(against, "git", git)
    assert against.chosen_commit(None) == chosen
    assert against.chosen_commit("abc") == ("abc", "as asked")


def test_without_a_tag_and_without_history_a_commit_must_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(against, "git", lambda *_: "")
    with pytest.raises(SystemExit, match="AGAINST"):
        against.chosen_commit(None)
