"""One request after another, through the whole kit."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from service_kit.testing.proxies import forms_of


async def test_a_note_is_written_once_committed_and_published(http: Any, published: Any, session: Any) -> None:
    writer = await http.as_("writer")
    answer = await writer.post("/v1/notes", json={"code": "A1", "text": "hello"})
    assert answer.status_code == 201, answer.text
    assert answer.headers["etag"].startswith('"v1.')
    assert [event["type"] for event in await published()] == ["sample.note.written.v1"]
    again = await writer.post("/v1/notes", json={"code": "A1", "text": "hello"})
    assert (again.status_code, again.json()["code"]) == (409, "CodeTaken")
    assert len(await published()) == 1


async def test_a_refusal_says_why_and_leaves_nothing_behind(http: Any, published: Any) -> None:
    writer = await http.as_("writer")
    answer = await writer.post("/v1/notes", json={"code": "A1", "text": "LOUD"})
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() | {"type": "/problems/no-shouting", "code": "NoShouting", "hint": "loud"} == answer.json()
    assert await published() == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"code": "A1"}, "/text"),
        ({"code": "A1", "text": "a", "more": 1}, "/more"),
        ({"code": "A1", "text": "a", "due": 0}, "/due"),
        ({"code": "A1", "text": "a", "due": "2026-11-21T10:00:00"}, "/due"),
        ({"code": "A1", "text": "a", "due": "0001-01-01T00:00:00+14:00"}, "/due"),
        ({"code": "A1", "text": "a", "due": "9999-12-31T23:59:59-14:00"}, "/due"),
        ({"code": "A1", "text": "a", "title": {}}, "/title"),
        ({"code": "A1", "text": "a", "title": {"not a tag!": "x"}}, "/title"),
        ({"code": "A1", "text": "a", "title": {f"en-{number:04}": "x" for number in range(65)}}, "/title"),
    ],
)
async def test_a_body_that_does_not_fit_is_refused_at_its_place(http: Any, body: Any, pointer: str) -> None:
    answer = await (await http.as_("writer")).post("/v1/notes", json=body)
    assert answer.status_code == 422
    assert pointer in [fault["pointer"] for fault in answer.json()["errors"]]


async def test_a_value_that_the_database_cannot_hold_is_the_callers_fault(http: Any) -> None:
    writer = await http.as_("writer")
    for answer in (
        await writer.post("/v1/notes", json={"code": "A1", "text": "nul \u0000"}),
        await (await http.as_("admin")).get("/v1/audit", params={"subject": "nul \u0000"}),
        await http.system("partner", ["feed.read"]).get("/v1/feed", params={"type": "nul \u0000"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, "Malformed"), answer.text
        assert "nul" not in answer.text.lower()


async def test_an_unreadable_body_is_a_400(http: Any) -> None:
    writer = await http.as_("writer")
    answer = await writer.post("/v1/notes", content=b"{", headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "Unreadable")


async def test_who_may_not_is_told_so_and_who_is_unknown_too(http: Any) -> None:
    assert (await http.anonymous.get("/v1/notes")).status_code == 401
    assert (await http.anonymous.get("/v1/notes/public")).status_code == 200
    reader = await http.as_("employee")
    assert (await reader.get("/v1/notes")).status_code == 200
    assert (await reader.post("/v1/notes", json={"code": "A", "text": "a"})).status_code == 403
    assert (await http.system("lms", ["notes"]).get("/v1/notes")).status_code == 200
    assert (await http.system("lms", []).get("/v1/notes")).status_code == 403
    assert (await http.system("lms", ["notes"]).get("/v1/people/me")).json()["code"] == "PersonRequired"


async def test_a_list_is_read_in_pages_without_loss(http: Any, statements: Any) -> None:
    writer = await http.as_("writer")
    for number in range(7):
        await writer.post("/v1/notes", json={"code": f"N{number}", "text": "a"})
    seen, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        statements.seen.clear()
        answer = await writer.get("/v1/notes", params={"limit": 3} | ({"cursor": cursor} if cursor else {}))
        assert len(statements) == 1
        assert ('rel="next"' in answer.headers.get("link", "")) is (answer.json()["next_cursor"] is not None)
        seen += [note["code"] for note in answer.json()["items"]]
        cursor, pages = answer.json()["next_cursor"], pages + 1
    assert (pages, sorted(seen), len(set(seen))) == (3, [f"N{number}" for number in range(7)], 7)
    for wrong in ("x", "W10", "bnVsbA"):
        assert (await writer.get("/v1/notes", params={"cursor": wrong})).status_code == 422


async def test_a_change_needs_the_version_that_was_seen(http: Any) -> None:
    writer = await http.as_("writer")
    made = await writer.post("/v1/notes", json={"code": "A1", "text": "hello"})
    path, body = f"/v1/notes/{made.json()['id']}", {"code": "A1", "text": "changed"}
    assert (await writer.put(path, json=body)).status_code == 428
    seen = made.headers["etag"]
    assert (await writer.put(path, json=body, headers={"If-Match": f'W/{seen[:-1]}-gzip"'})).status_code == 200
    for form in forms_of(seen):
        late = await writer.put(path, json=body, headers={"If-Match": form})
        assert (late.status_code, late.json()["code"]) == (412, "Changed"), form
    assert (await writer.put(path, json=body, headers={"If-Match": "*"})).status_code == 200


async def test_a_version_that_no_row_can_have_is_another(http: Any) -> None:
    writer = await http.as_("writer")
    made = await writer.post("/v1/notes", json={"code": "A1", "text": "hello"})
    body, given = {"code": "A1", "text": "changed"}, {"If-Match": f'"v{"1" * 900}"'}
    refused = await writer.put(f"/v1/notes/{made.json()['id']}", json=body, headers=given)
    assert (refused.status_code, refused.json()["code"]) == (412, "Changed")


async def test_a_read_that_is_held_already_answers_304(http: Any) -> None:
    reader = await http.as_("employee")
    for path in ("/v1/notes", "/v1/notes/cheap", "/v1/notes/hot", "/v1/people/me"):
        first = await reader.get(path)
        assert first.status_code == 200, first.text
        for form in forms_of(first.headers["etag"]):
            second = await reader.get(path, headers={"If-None-Match": form})
            assert (second.status_code, second.content) == (304, b""), form
        assert (await reader.get(path, headers={"If-None-Match": '"other-gzip"'})).status_code == 200


async def test_head_answers_as_get_does_without_a_body(http: Any) -> None:
    reader = await http.as_("employee")
    nowhere = "/v1/people/00000000-0000-7000-8000-000000000000"
    for path in ("/v1/notes", "/v1/notes/cheap", "/v1/notes/hot", "/v1/people/me", nowhere, "/v1/notes/public"):
        read, headed = await reader.get(path), await reader.head(path)
        assert (headed.status_code, headed.content) == (read.status_code, b""), path
        assert [pair for pair in headed.headers.items() if pair[0] != "x-request-id"] == [
            pair for pair in read.headers.items() if pair[0] != "x-request-id"
        ], path
    for path in ("/health/live", "/openapi.json", "/docs"):
        assert (await http.anonymous.head(path)).status_code == 200, path
    assert (await http.anonymous.head("/v1/notes")).status_code == 401


async def test_a_slash_behind_leads_nowhere_and_nobody_is_sent_on(http: Any) -> None:
    writer = await http.as_("writer")
    for path in ("/v1/notes/", "/v1/people/me/", "/v1/notes/hot/", "/v1/", "/health/live/", "/v1/feed/", "/docs/"):
        for method in ("GET", "HEAD", "POST", "OPTIONS"):
            answer = await writer.request(method, path)
            assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json"), path
            assert "location" not in answer.headers


async def test_no_address_knows_a_parameter_that_it_does_not_name(http: Any) -> None:
    reader = http.system("partner", ["feed.read", "notes"])
    for path in ("/v1/feed", "/v1/feed/snapshot", "/v1/feed/digests", "/v1/notes", "/v1/notes/hot"):
        answer = await reader.get(path, params={"afterwards": "1"})
        assert (answer.status_code, answer.json()["code"]) == (422, "UnknownParameter"), path
        assert answer.json()["parameter"] == "afterwards"
        assert isinstance(answer.json()["known"], list)
    assert "after_key" in (await reader.get("/v1/feed?x")).json()["known"]
    assert (await http.anonymous.get("/v1/feed?x=1")).status_code == 401, "who asks comes first"
    writer = await http.as_("writer")
    made = await writer.post("/v1/notes?silently=1", json={"code": "A1", "text": "hello"})
    assert (made.status_code, made.json()["parameter"]) == (422, "silently")


async def test_the_same_request_twice_is_answered_once(http: Any, published: Any) -> None:
    writer = await http.as_("writer")
    key = {"Idempotency-Key": "k-1"}
    first = await writer.post("/v1/notes", json={"code": "A1", "text": "hello"}, headers=key)
    second = await writer.post("/v1/notes", json={"code": "A1", "text": "hello"}, headers=key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert second.headers["idempotent-replayed"] == "true"
    assert len(await published()) == 1
    other = await writer.post("/v1/notes", json={"code": "A2", "text": "hello"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "KeyReused")
    colleague = await http.as_("writer", name="colleague")
    assert (await colleague.post("/v1/notes", json={"code": "A2", "text": "hi"}, headers=key)).status_code == 201


async def test_many_new_callers_at_once_do_not_wait_for_each_other(live_http: Any) -> None:
    callers = [await live_http.as_("employee", name=f"caller-{number}") for number in range(12)]
    answers = await asyncio.gather(*(caller.get("/v1/notes/hot") for caller in callers))
    assert {answer.status_code for answer in answers} == {200}


async def test_me_is_the_caller_with_their_permissions(http: Any) -> None:
    writer = await http.as_("writer")
    me = (await writer.get("/v1/people/me")).json()
    assert me["id"] == str(writer.person.id)
    assert {"notes.read", "notes.write", "people.read"} <= set(me["permissions"])
    assert (await writer.get(f"/v1/people/{writer.person.id}")).json()["user_name"] == "writer"


async def test_an_unknown_person_is_asked_of_the_directory_once(http: Any, issuer: Any, siblings: Any) -> None:
    token = issuer.token(sub="u-new", employee_number="E-77", name="Nora New", roles=["employee"])
    stranger = http.with_token(token)
    assert (await stranger.get("/v1/people/me")).status_code == 503
    known = {
        "id": "0190f3a0-0000-7000-8000-000000000001", "employee_number": "E-77", "user_name": "nora",
        "given_name": "Nora", "family_name": "New", "email": "n@example.org", "locale": "nl", "department": None,
        "division": None, "job_profile": None, "manager_id": None, "location": None, "roles": ["employee"],
        "active": True, "version": 1, "updated_at": "2026-11-21T10:00:00Z",
    }  # fmt: skip
    siblings.answer("training", "/v1/people/sign-ins", known, method="POST")
    assert (await stranger.get("/v1/people/me")).json()["id"] == known["id"]
    asked = len(siblings.asked)
    assert (await stranger.get("/v1/people/me")).status_code == 200
    assert len(siblings.asked) == asked


async def test_a_method_that_is_not_there_names_those_that_are(http: Any) -> None:
    answer = await (await http.as_("writer")).delete("/v1/notes")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"


async def test_options_names_all_methods(http: Any) -> None:
    for path, methods in (("/v1/notes", "GET, HEAD, OPTIONS, POST"), ("/v1/people/me", "GET, HEAD, OPTIONS")):
        answer = await http.anonymous.options(path)
        assert (answer.status_code, answer.headers["allow"], answer.content) == (204, methods, b"")
    assert (await http.anonymous.options("/v1/nothing")).status_code == 404
    assert (await http.anonymous.options("/v1/notes/no-id")).status_code == 404


async def test_it_names_none_that_only_look_as_if_they_were_there(http: Any) -> None:
    writer = await http.as_("writer")
    for path in ("/v1/notes/public", "/v1/notes/hot"):  # these look like /v1/notes/{note_id}, which takes a PUT
        answer = await writer.post(path)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS"), path
    one = await writer.delete("/v1/notes/01939d6e-0000-7000-8000-000000000000")
    assert (one.status_code, one.headers["allow"]) == (405, "OPTIONS, PUT")


async def test_where_nothing_is_no_method_is_offered(http: Any) -> None:
    answer = await (await http.as_("writer")).delete("/v1/notes/no-id")
    assert (answer.status_code, answer.json()["code"]) == (404, "Missing")
    assert "allow" not in answer.headers


async def test_a_body_beyond_the_limit_is_refused_before_it_is_read(http: Any) -> None:
    writer = await http.as_("writer")
    large = b'{"code": "A1", "text": "' + b"x" * (1024 * 1024) + b'"}'
    answer = await writer.post("/v1/notes", content=large, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "TooLarge")


async def test_a_body_that_calls_itself_a_file_is_no_larger_where_none_is_taken(http: Any) -> None:
    writer = await http.as_("writer")
    large, called = b"--x" + b"x" * (1024 * 1024), {"content-type": "multipart/form-data; boundary=x"}
    answer = await writer.post("/v1/notes", content=large, headers=called)
    assert (answer.status_code, answer.json()["code"]) == (413, "TooLarge")

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(1100):
            yield b"x" * 1000

    answer = await writer.post("/v1/notes", content=pieces(), headers=called)
    assert (answer.status_code, answer.json()["code"]) == (413, "TooLarge")


async def test_a_body_in_pieces_is_held_to_the_same_size(http: Any) -> None:
    writer, sent = await http.as_("writer"), 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'{"code": "long", "text": "'
        for _ in range(10_000):
            sent += 1000
            yield b"x" * 1000

    answer = await writer.post("/v1/notes", content=pieces(), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "TooLarge")
    assert sent < 1.1 * 1024 * 1024, "it is not read to its end"


async def test_a_small_body_in_pieces_is_taken(http: Any) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b'{"code": "short", '
        yield b'"text": "soft"}'

    writer = await http.as_("writer")
    answer = await writer.post("/v1/notes", content=pieces(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 201


async def test_a_body_of_many_small_faults_gets_a_short_answer(http: Any) -> None:
    writer = await http.as_("writer")
    many = {"code": "A1", "text": "a"} | {f"more{number}": 1 for number in range(5000)}
    answer = await writer.post("/v1/notes", json=many)
    told = answer.json()
    assert (answer.status_code, told["code"], told["error_count"]) == (422, "Malformed", 5000)
    assert len(told["errors"]) == 100
    few = (await writer.post("/v1/notes", json={"code": "A1", "text": "a", "more": 1})).json()
    assert (len(few["errors"]), "error_count" in few) == (1, False)
