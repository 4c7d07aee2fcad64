"""A Chromium, two sizes of screen, people who sign in, and a small organisation for them to meet."""

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visitor import FLAGS, PHONE, WIDE, Size, Visitor, enter
from tests.browser.world import World, built
from tests.calling import SignedIn, callers
from tests.conftest import RunningStack

Visit = Callable[..., Visitor]
VISITORS = pytest.StashKey[Iterable[Visitor]]()


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all; gone before other tests need this thread's event loop."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS, timeout=60_000)
        yield launched
        launched.close()


@pytest.fixture(params=[WIDE, PHONE], ids=lambda size: size.name)
def size(request: pytest.FixtureRequest) -> Size:
    """A desk and a phone."""
    return request.param  # type: ignore[no-any-return]  # pytest does not type its parameters


@pytest.fixture(scope="package")
def signed_in(stack: RunningStack) -> Iterator[SignedIn]:
    """A caller for whatever must have happened before a screen is opened."""
    yield from callers(stack)


@pytest.fixture(scope="package")
def world(signed_in: SignedIn) -> World:
    """The people, modules, guideline, content and reward that the screens show."""
    return built(signed_in)


@pytest.fixture
def visit(request: pytest.FixtureRequest, browser: Browser, stack: RunningStack, size: Size) -> Iterator[Visit]:
    """`visit("hr")` opens a tab where that person has signed in; `visit()` one where nobody has. All must end well."""
    visitors: list[Visitor] = []
    request.node.stash[VISITORS] = visitors

    def come(who: str | None = None, *, language: str | None = "en", keeps: bool = False) -> Visitor:
        token = stack.token(who) if who else None
        visitors.append(enter(browser, stack.origin, size, token=token, language=language, keeps=keeps))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.context.close()
    for visitor in visitors:
        visitor.well()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A failing screen leaves its picture behind, and says where."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]  # pluggy sends the result in
    if report.when != "call" or not report.failed:
        return
    folder = Path(tempfile.gettempdir()) / "kring-browser"
    folder.mkdir(exist_ok=True)
    for number, visitor in enumerate(item.stash.get(VISITORS, ())):
        picture = folder / f"{re.sub(r'[^a-z0-9]+', '-', item.nodeid.lower())[-120:]}-{number}.png"
        visitor.page.screenshot(path=picture)
        report.sections.append(("the screen", f"{visitor.page.url}\n{picture}"))
