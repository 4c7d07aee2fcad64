"""What may not be seen may not be searched: every filter of every list, with what the answer hides."""

from collections.abc import Iterator

import httpx
import pytest
from service_kit.identity.people import Person
from service_kit.service import Service, load
from service_kit.testing.plugin import People

from tests.contracts.test_contracts import METHODS, PACKAGES, committed

EVERY_ROLE_BUT_HR = (
    "manager", "executive", "trainer", "community-manager", "social-media-manager", "strategist", "legal",
    "corporate-affairs", "analyst", "admin",
)  # fmt: skip
HIDDEN = {"employee_number": "100277", "user_name": "nighthawk.77", "email": "private.address@hideaway.example"}
SEARCHED = [
    *HIDDEN.values(), "1002", "nighthawk", "NIGHTHAWK.77", "private", "hideaway", "Private.Address@Hideaway.example",
]  # fmt: skip
SEEN = {"given_name": "Wilhelmina", "family_name": "Zonneveld", "department": "Lighthouses"}
# Where somebody is found by what everybody may see, for the proof that these lists hold the person at all.
FOUND_BY_NAME = {"training": ("/v1/people", 1), "advocacy": ("/v1/ambassadors", 1), "governance": ("/v1/guidelines", 0)}


@pytest.fixture(scope="module", params=sorted(PACKAGES))
def service(request: pytest.FixtureRequest) -> Service:
    """Each service in turn."""
    return load(PACKAGES[request.param])


def text_filters(name: str) -> Iterator[tuple[str, str]]:
    """Every list's path and query parameter that takes a text of the caller's."""
    for path, item in committed(name)["paths"].items():
        if "{" in path or "get" not in METHODS & item.keys():
            continue
        for parameter in item["get"].get("parameters", []):
            schema = parameter["schema"]
            kinds = [schema, *schema.get("anyOf", [])]
            takes_text = any(kind.get("type") == "string" and "format" not in kind for kind in kinds)
            if parameter["in"] == "query" and takes_text and parameter["name"] != "cursor":
                yield path, parameter["name"]


async def arranged(service: Service, http: People) -> tuple[Person, Person, httpx.AsyncClient]:
    """Somebody with hidden values, their manager, and a colleague who holds every role but HR's."""
    boss = await http.add("boss", "manager")
    hidden = await http.add("hidden", manager_id=boss.id, **HIDDEN, **SEEN)
    colleague = await http.as_(*EVERY_ROLE_BUT_HR, name="colleague")
    if service.name == "advocacy":
        made = await colleague.post("/v1/ambassadors", json={"person_id": str(hidden.id)})
        assert made.status_code == 201, made.text
    return boss, hidden, colleague


async def test_no_filter_finds_somebody_by_what_the_answer_hides(service: Service, http: People) -> None:
    _, hidden, colleague = await arranged(service, http)
    walked = list(text_filters(service.name))
    assert (FOUND_BY_NAME[service.name][0], "q") in walked
    for path, parameter in walked:
        for value in SEARCHED:
            answer = await colleague.get(path, params={parameter: value})
            assert answer.status_code in {200, 403, 404, 422}, (path, parameter, answer.text)
            assert str(hidden.id) not in answer.text, f"{path}?{parameter}={value} finds who is hidden"
            assert SEEN["given_name"] not in answer.text, f"{path}?{parameter}={value} finds who is hidden"


async def test_what_the_answer_shows_is_still_found(service: Service, http: People) -> None:
    _, hidden, colleague = await arranged(service, http)
    path, found = FOUND_BY_NAME[service.name]
    for value in (SEEN["given_name"], SEEN["family_name"]):
        answer = await colleague.get(path, params={"q": value})
        assert answer.text.count(str(hidden.id)) == found, answer.text


@pytest.mark.parametrize("who", ["hr", "manager", "the person", "system"])
@pytest.mark.parametrize("service", ["training"], indirect=True)
async def test_who_sees_somebody_whole_finds_them_by_it(who: str, http: People, service: Service) -> None:
    boss, hidden, _ = await arranged(service, http)
    callers = {
        "hr": await http.as_("hr"),
        "manager": await http.as_("manager", name=boss.user_name),
        "the person": await http.as_("trainer", name=hidden.user_name),
        "system": http.system("hr-system", ["people.read"]),
    }
    for value in SEARCHED:
        answer = await callers[who].get("/v1/people", params={"q": value})
        assert [person["id"] for person in answer.json()["items"]] == [str(hidden.id)], value
    for value in (HIDDEN["user_name"], HIDDEN["user_name"].upper()):
        answer = await callers[who].get("/v1/people", params={"user_name": value})
        assert [person["employee_number"] for person in answer.json()["items"]] == [HIDDEN["employee_number"]]
