"""Somebody at the screen: opens places, and looks at each as a careful reader would, in light and in dark."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import jwt
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from infra.local.settings import ROOT

PATIENCE = 30_000  # milliseconds, on a busy machine
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
SCHEMES: Sequence[Literal["light", "dark"]] = ("light", "dark")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
# Only colours differ between the schemes: what is said and how it is built is looked at once.
COLOURS = ["color-contrast", "link-in-text-block"]
RUN_AXE = """(only) => axe.run(document, {runOnly: only, resultTypes: ["violations"]}).then((result) =>
  result.violations.filter((found) => ["serious", "critical"].includes(found.impact)).map((found) =>
    `${found.id}: ` + found.nodes.slice(0, 4).map((node) =>
      `${node.target.join(" ")} (${node.failureSummary.split("\\n").slice(1, 2).join("").trim()})`).join("; ")))"""
AT_REST = """(patience) => new Promise((resolve, reject) => {
  const since = Date.now();
  const moves = (moving) => moving.playState === "running" && moving.effect?.getTiming().iterations !== Infinity;
  const restless = () => [
    ...[...document.querySelectorAll("main [aria-busy=true]")].filter((element) => element.checkVisibility())
      .map((element) => `busy: ${element.outerHTML.slice(0, 300)}`),
    ...document.getAnimations().filter(moves).map((moving) =>
      `${moving.transitionProperty ?? moving.animationName} of ${moving.effect.target?.outerHTML.slice(0, 200)}`),
    ...(document.fonts.status === "loaded" ? [] : ["fonts"]),
  ];
  const look = () => {
    const still = restless();
    if (still.length === 0) resolve();
    else if (Date.now() - since > patience) reject(new Error(`does not come to rest: ${still.slice(0, 3).join("; ")}`));
    else setTimeout(look, 40);
  };
  requestAnimationFrame(() => requestAnimationFrame(look));
})"""

expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Size:
    """How large the screen is."""

    name: str
    width: int
    height: int

    @property
    def is_phone(self) -> bool:
        return self.width < 600


WIDE, PHONE = Size("wide", 1280, 900), Size("phone", 390, 844)


@dataclass
class Visitor:
    """One tab of one person, and everything in it that was not as it should be."""

    context: BrowserContext
    origin: str
    size: Size
    faults: list[str] = field(default_factory=list)
    is_offline: bool = False

    def __post_init__(self) -> None:
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self._asked)

    def open(self, path: str) -> Page:
        """Go to a place and wait until it is there."""
        self.page.goto(self.origin + path)
        self.settled()
        nothing = self.page.get_by_role("heading", name="There is nothing here")
        assert nothing.count() == 0, f"there is nothing at {self.page.url}"
        return self.page

    def settled(self) -> None:
        """Wait until the screen has its title, what it reads, and no movement."""
        expect(self.page.get_by_role("heading", level=1).first).to_be_visible()
        self.page.evaluate(AT_REST, PATIENCE)

    def lose_the_line(self) -> None:
        """No request of this browser reaches anything from now on; that each says so is no fault."""
        self.is_offline = True
        self.context.set_offline(True)

    def look(self) -> None:
        """What is on screen is readable for everyone, in light and in dark, and as wide as the screen."""
        self.settled()
        self.page.evaluate("window.scrollTo(0, 0)")  # what has slid halfway under the header is no small target
        found = [f"{scheme}: {fault}" for scheme in SCHEMES for fault in self._violations(scheme)]
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        wider = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wider > 0:
            found.append(f"{wider} px wider than the screen")
        self.faults += [f"{urlsplit(self.page.url).path} {fault}" for fault in found]
        self.well()

    def well(self) -> None:
        """Nothing went wrong since this was last asked."""
        faults, self.faults = self.faults, []
        assert not faults, "\n".join(faults)

    def _violations(self, scheme: Literal["light", "dark"]) -> list[str]:
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        expect(self.page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
        self.page.evaluate(AT_REST, PATIENCE)
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        only = {"type": "tag", "values": LEVELS} if scheme == "light" else {"type": "rule", "values": COLOURS}
        return list(self.page.evaluate(RUN_AXE, only))

    def _heard(self, message: ConsoleMessage) -> None:
        # A refusal of the API is an answer the screen shows; Chromium reports each as an error of its own.
        refused = "status of 4" in message.text and "/api/" in str(message.location.get("url", ""))
        if message.type == "error" and not refused and not self.is_offline:
            self.faults.append(f"console: {message.text[:500]} {message.location.get('url', '')}")

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and f"{address.scheme}://{address.netloc}" != self.origin:
            self.faults.append(f"asked another origin: {request.url}")


def session(origin: str, token: str) -> str:
    """What the app keeps in a tab where somebody has signed in."""
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    user = {"access_token": token, "token_type": "Bearer", "expires_at": claims["exp"], "profile": claims}
    return f"sessionStorage.setItem({json.dumps(f'oidc.user:{origin}/idp:spa')}, {json.dumps(json.dumps(user))})"


def enter(
    browser: Browser,
    origin: str,
    size: Size,
    *,
    token: str | None = None,
    language: str | None = "en",
    timezone: str | None = None,
    keeps: bool = False,
) -> Visitor:
    """A new tab without a past; signed in when there is a token, in the visitor's own language when none is named.

    With `keeps` the app may keep itself for when there is no line, as it does outside of tests.
    """
    context = browser.new_context(
        viewport={"width": size.width, "height": size.height},
        has_touch=size.is_phone,
        locale="en-GB",
        timezone_id=timezone,
        reduced_motion="reduce",
        service_workers="allow" if keeps else "block",
        accept_downloads=True,
    )
    if language:
        context.add_init_script(f"localStorage.setItem('kring.language', '{language}')")
    if token:
        context.add_init_script(session(origin, token))
    return Visitor(context, origin, size)
