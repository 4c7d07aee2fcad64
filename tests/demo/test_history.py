"""What happened before today could have happened: prerequisites are kept and nobody speaks without being ready."""

from collections import defaultdict

from infra.demo.history import drawn
from infra.demo.learning import is_open
from infra.demo.people import Colleague
from infra.demo.reading import content


def paths() -> dict[Colleague, list[str]]:
    taken: dict[Colleague, list[str]] = defaultdict(list)
    for one in drawn().learned:
        taken[one.person].append(one.code)
    return taken


def test_every_path_keeps_to_the_prerequisites() -> None:
    for path in paths().values():
        assert len(set(path)) == len(path)
        for place, code in enumerate(path):
            assert is_open(code, path[:place]), path


def test_completions_go_forward_in_time_and_lie_in_the_past() -> None:
    ages: dict[Colleague, list[int]] = defaultdict(list)
    for one in drawn().learned:
        ages[one.person].append(one.days_ago)
    assert all(days == sorted(days, reverse=True) and min(days) >= 1 for days in ages.values())
    assert max(max(days) for days in ages.values()) > 100


def test_hundreds_of_people_in_every_department_did_something() -> None:
    people = {one.person for one in drawn().learned}
    assert len(people) >= 150
    assert len({person.department for person in people}) == 12


def test_whoever_is_active_learned_and_acknowledged_what_speaking_needs() -> None:
    history, taken = drawn(), paths()
    accepted = {person for person, yes in history.acknowledging if yes}
    assert len(history.active) == 40
    for person in history.active:
        assert set(content("history")["speaker_path"]) <= set(taken[person])
        assert person in accepted
    assert {shared.person for shared in history.shared} == set(history.active)


def test_what_is_being_read_is_open_and_not_done() -> None:
    taken = paths()
    for person, code in drawn().reading:
        assert code not in taken[person]
        assert is_open(code, taken[person])


def test_nobody_answers_or_is_put_forward_twice() -> None:
    history = drawn()
    answering = [person for person, _ in history.acknowledging]
    assert len(set(answering)) == len(answering)
    forward = [*history.active, *history.accepted, *history.invited, *history.nominated]
    assert len(set(forward)) == len(forward)


def test_the_plan_is_the_same_each_time() -> None:
    first = drawn()
    drawn.cache_clear()
    assert drawn() == first
