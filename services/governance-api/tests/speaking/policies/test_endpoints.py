"""Policies over HTTP: who writes them, and the list as a page and as a file."""

from typing import Any

PATH, BODY = "/v1/speaking-policies/x", {"schemes": ["press", "speaker", "press"]}


async def test_a_policy_is_written_against_what_was_seen(http: Any) -> None:
    strategist, employee = await http.as_("strategist"), await http.as_("employee", name="anna")
    assert (await strategist.get(PATH)).json()["code"] == "Missing"
    assert (await strategist.put(PATH, json=BODY)).status_code == 428
    assert (await employee.put(PATH, json=BODY, headers={"If-Match": "*"})).status_code == 403
    made = await strategist.put(PATH, json=BODY, headers={"If-Match": "*"})
    assert (made.status_code, made.json()["schemes"], made.json()["version"]) == (200, ["press", "speaker"], 1)
    assert (await employee.get(PATH)).json() == made.json()
    assert (await strategist.put(PATH, json=BODY, headers={"If-Match": '"v9"'})).status_code == 412
    assert (await strategist.delete(PATH, headers={"If-Match": '"v9"'})).status_code == 412
    assert (await strategist.delete(PATH, headers={"If-Match": made.headers["etag"]})).status_code == 204
    late = await strategist.delete(PATH, headers={"If-Match": "*", "Accept-Language": "nl"})
    assert (late.status_code, late.json()["detail"].split(":")[0]) == (404, "Dit netwerk heeft geen eigen beleid")


async def test_a_change_locks_then_writes_and_a_read_is_one_statement(http: Any, statements: Any) -> None:
    strategist = await http.as_("strategist")
    made = await strategist.put(PATH, json=BODY, headers={"If-Match": "*"})
    statements.seen.clear()
    changed = await strategist.put(PATH, json={"schemes": ["press"]}, headers={"If-Match": made.headers["etag"]})
    assert changed.json()["schemes"] == ["press"]
    assert len(statements) == 3, statements.seen  # the lock, the change, the record
    statements.seen.clear()
    assert (await strategist.get(PATH)).json() == changed.json()
    assert len(statements) == 1, statements.seen


async def test_the_list_is_one_statement_a_page_and_a_file(http: Any, statements: Any) -> None:
    strategist = await http.as_("strategist")
    for network in ("x", "linkedin", "bluesky"):
        made = await strategist.put(f"/v1/speaking-policies/{network}", json=BODY, headers={"If-Match": "*"})
        assert made.status_code == 200
    statements.seen.clear()
    first = (await strategist.get("/v1/speaking-policies", params={"limit": 2})).json()
    assert len(statements) == 1, statements.seen
    rest = (await strategist.get("/v1/speaking-policies", params={"cursor": first["next_cursor"], "limit": 2})).json()
    assert [one["network"] for one in first["items"] + rest["items"]] == ["bluesky", "linkedin", "x"]
    turned = (await strategist.get("/v1/speaking-policies", params={"sort": "-network"})).json()["items"]
    assert [one["network"] for one in turned] == ["x", "linkedin", "bluesky"]
    file = await strategist.get("/v1/speaking-policies", params={"format": "csv"})
    assert file.headers["content-disposition"].endswith('.csv"')
    assert file.text.splitlines()[1].startswith("bluesky,press; speaker,1,")
