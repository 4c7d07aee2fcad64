"""Every screen, with something on it: for everyone to read in light and dark, quiet, and no wider than its screen."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import VISITORS
from tests.browser.screens import EXAMPLES, KEEPERS, Screen, permissions, screens
from tests.browser.visitor import Size, Visitor, enter
from tests.browser.world import World
from tests.calling import SignedIn, eventually
from tests.conftest import RunningStack

SHOWN = screens()


@pytest.fixture(scope="module")
def lived_in(world: World) -> World:
    """One employee who has done a bit of everything, and work that waits for the others."""
    saver = world.person("saver")
    world.ids["certificate"] = world.certify(saver)
    world.ids["asked"] = world.asked(saver)["id"]
    world.ids["signoff"] = world.signoff("depot-shown")["id"]
    world.invite(saver)
    person = world.signed_in(saver)
    world.ids["colleague"] = person.get("T/people/me")["id"]
    person.post("A/me/ambassadorship/accept")
    person.post("A/me/ambassadorship/activate")
    world.share(saver)
    eventually(lambda: person.get("A/me/points")["balance"] >= 1, 30)
    person.post("A/redemptions", {"reward_id": world.ids["reward"]}, expect=201)
    return world


@pytest.fixture(scope="module")
def who_may(signed_in: SignedIn) -> dict[str, set[str]]:
    """What each of the keepers may do."""
    return {
        keeper: permissions(
            {
                service: signed_in(keeper).get(f"{letter}/people/me")
                for letter, service in {"T": "training", "A": "advocacy", "G": "governance"}.items()
            }
        )
        for keeper in KEEPERS
    }


def visitor_of(screen: Screen, who_may: dict[str, set[str]], employee: str) -> str | None:
    """The first who may open it; nobody at all for what is public."""
    if screen.is_public:
        return None
    if screen.path.startswith("/reviews"):
        return "legal"
    if not screen.needs:
        return employee
    return next(keeper for keeper, may in who_may.items() if may & set(screen.needs))


@pytest.fixture(scope="module")
def tabs(browser: Browser, stack: RunningStack) -> Iterator[Callable[[str | None, Size], Visitor]]:
    """One tab for each person and size: they go from screen to screen in it, as people do."""
    opened: dict[tuple[str | None, Size], Visitor] = {}

    def tab(who: str | None, size: Size) -> Visitor:
        if (who, size) not in opened:
            token = stack.token(who) if who else None
            opened[who, size] = enter(browser, stack.origin, size, token=token)
        return opened[who, size]

    yield tab
    for visitor in opened.values():
        visitor.context.close()


@pytest.mark.parametrize("screen", SHOWN, ids=lambda screen: screen.path)
def test_a_screen_is_for_everyone(
    request: pytest.FixtureRequest,
    screen: Screen,
    size: Size,
    tabs: Callable[[str | None, Size], Visitor],
    lived_in: World,
    who_may: dict[str, set[str]],
) -> None:
    visitor = tabs(visitor_of(screen, who_may, lived_in.person("saver")), size)
    request.node.stash[VISITORS] = [visitor]
    visitor.open(screen.address(lived_in.ids))
    visitor.look()


def test_every_screen_with_a_parameter_has_its_example() -> None:
    assert {screen.path for screen in SHOWN if "$" in screen.path} <= EXAMPLES.keys()
