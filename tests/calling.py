"""A caller of the whole product: everything goes through the gateway, with a real token."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from tests.conftest import RunningStack

SOON = 15.0  # seconds within which a sibling must have followed, on a busy machine
SignedIn = Callable[[str], "Caller"]
SYSTEMS = ("hr-system", "lms", "ats", "partner", "bi")


@dataclass
class Caller:
    """One persona's client; `T`, `A` and `G` are the prefixes of the journey."""

    http: httpx.Client
    person_id: str = ""

    def get(self, path: str, expect: int = 200, **options: Any) -> Any:
        """The JSON at a path that starts with T, A or G."""
        return self._call("GET", path, expect, **options)

    def post(self, path: str, json: Any = None, expect: int = 200, **options: Any) -> Any:
        """The JSON that answers a command."""
        return self._call("POST", path, expect, json=json, **options)

    def put(self, path: str, json: Any = None, expect: int = 200, **options: Any) -> Any:
        """The JSON that answers a replacement; overwrites whatever is there unless told otherwise."""
        options.setdefault("headers", {"If-Match": "*"})
        return self._call("PUT", path, expect, json=json, **options)

    def patch(self, path: str, json: Any = None, expect: int = 200, **options: Any) -> Any:
        """The JSON that answers a change."""
        options.setdefault("headers", {"If-Match": "*"})
        return self._call("PATCH", path, expect, json=json, **options)

    def _call(self, method: str, path: str, expect: int, **options: Any) -> Any:
        answer = self.http.request(method, public(path), **options)
        assert answer.status_code == expect, f"{method} {path}: {answer.status_code} {answer.text[:1500]}"
        return answer.json() if answer.content else None


def public(path: str) -> str:
    """`T/people` as the gateway knows it."""
    services = {"T": "training", "A": "advocacy", "G": "governance"}
    letter, _, rest = path.partition("/")
    return f"/api/{services[letter]}/v1/{rest}" if letter in services else path


def callers(stack: RunningStack) -> Iterator[SignedIn]:
    """Gives a caller for a persona, a system, or `person:<user_name>`; closes them all in the end."""
    known: dict[str, Caller] = {}

    def sign_in(who: str) -> Caller:
        if who not in known:
            client = httpx.Client(base_url=stack.origin, headers=stack.bearer(who), timeout=20, trust_env=False)
            known[who] = caller = Caller(client)
            if who not in SYSTEMS:
                caller.person_id = caller.get("T/people/me")["id"]
        return known[who]

    yield sign_in
    for caller in known.values():
        caller.http.close()


def eventually(look: Callable[[], Any], within: float = SOON) -> Any:
    """What `look` gives as soon as it gives something; the last failure when it never does."""
    ends = time.monotonic() + within
    while True:
        try:
            found = look()
            if found:
                return found
            problem: AssertionError = AssertionError(f"still {found!r} after {within} s")
        except AssertionError as error:
            problem = error
        if time.monotonic() > ends:
            raise problem
        time.sleep(0.1)
