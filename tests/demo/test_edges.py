"""Every GET of the three contracts at its edges, with Lindemeer behind it: HEAD, a parameter nobody knows, a slash, and
the tag in each form that proxies make of it."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from service_kit.testing.proxies import forms_of

from tests.conftest import RunningStack
from tests.contracts.test_contracts import PACKAGES, committed

NOBODY = "00000000-0000-7000-8000-000000000000"
WHO = ("admin", "hr", "legal", "trainer", "community-manager", "employee", "partner", "lms")
# At addresses that strangers pass on, parameters that others added are let be.
OPEN = {"/s/{code}", "/verify/{certificate_id}"}
FORBIDDEN = 403
OF_THE_MOMENT = {"date", "x-request-id", "transfer-encoding", "connection"}


class Service:
    """One of the three, asked beside the gateway: nobody is held to a limit there."""

    def __init__(self, stack: RunningStack, name: str) -> None:
        address = f"http://127.0.0.1:{stack.state.ports[name]}"
        self.client = httpx.Client(base_url=address, timeout=20, trust_env=False, follow_redirects=False)
        self.callers = [stack.bearer(who) for who in WHO]
        self.paths = [path for path, item in committed(name)["paths"].items() if "get" in item]
        self._listed: dict[str, list[Any]] = {}

    def read(self) -> Iterator[tuple[str, str, dict[str, str], httpx.Response]]:
        """Each GET as declared, its address, by whom, and the answer; the best that any of the callers gets."""
        for declared in self.paths:
            yield (declared, *self._best(declared))

    def _best(self, declared: str) -> tuple[str, dict[str, str], httpx.Response]:
        found = None
        for address in self._addresses(declared):
            for caller in self.callers:
                answer = self.client.get(address, headers=caller)
                if answer.status_code < 400:
                    return address, caller, answer
                if found is None or found[2].status_code == FORBIDDEN:  # whoever may ask at all says more
                    found = (address, caller, answer)
        assert found
        return found

    def _addresses(self, declared: str) -> list[str]:
        """The address with what its lists show in place of its parameters; at last with the id of nothing."""
        if "{" not in declared:
            return [declared]
        above = declared.partition("/{")[0]
        items = self._items(above)[:3]
        values = [str(item[name]) for item in items for name in ("id", "code", "person_id") if item.get(name)]
        first = [re.sub(r"\{[^}]+\}", value, declared, count=1) for value in values]
        return [re.sub(r"\{[^}]+\}", "1", one) for one in first] + [re.sub(r"\{[^}]+\}", NOBODY, declared)]

    def _items(self, path: str) -> list[Any]:
        if path not in self._listed:
            answers = [self.client.get(path, headers=caller) for caller in self.callers]
            good = [answer.json() for answer in answers if answer.status_code == 200]
            self._listed[path] = [one for body in good if isinstance(body, dict) for one in body.get("items", [])]
        return self._listed[path]


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_every_get_holds_at_its_edges(lindemeer: RunningStack, name: str) -> None:
    service = Service(lindemeer, name)
    answered = tagged = 0
    with service.client:
        for declared, address, caller, answer in service.read():
            answered += answer.status_code < 400
            headed = service.client.head(address, headers=caller)
            assert (headed.status_code, headed.content) == (answer.status_code, b""), address
            assert headed.headers.keys() - OF_THE_MOMENT == answer.headers.keys() - OF_THE_MOMENT, address
            unknown = service.client.get(address, params={"nobody_knows": "1"}, headers=caller)
            if declared not in OPEN:
                assert (unknown.status_code, unknown.json()["code"]) == (422, "UnknownParameter"), address
                assert unknown.json()["parameter"] == "nobody_knows"
                assert isinstance(unknown.json()["known"], list)
            behind = service.client.get(f"{address}/", headers=caller)
            assert behind.status_code == 404, address
            assert "location" not in behind.headers, address
            if declared.startswith("/v1/"):
                assert behind.headers["content-type"] == "application/problem+json", address
            tagged += knows_its_tag(service.client, address, caller)
    assert answered > 0.6 * len(service.paths), f"{answered} of {len(service.paths)} reads were answered"
    assert tagged > 10


def knows_its_tag(client: httpx.Client, address: str, caller: dict[str, str]) -> bool:
    """Whether it has a tag that lasts, which then must be known again in every form; figures `as_of` now have none."""
    tags = [client.get(address, headers=caller).headers.get("etag") for _ in range(2)]
    if tags[0] is None or tags[0] != tags[1]:
        return False
    for form in forms_of(tags[0]):
        again = client.get(address, headers={**caller, "if-none-match": form})
        if again.status_code != 304:  # unless it has changed since
            assert client.get(address, headers=caller).headers["etag"] != tags[0], f"{address} does not know {form}"
            return False
    return True
