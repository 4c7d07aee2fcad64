"""Guidelines over HTTP: every refusal beside its success."""

from typing import Any


class TestWritingAGuideline:
    async def test_a_strategist_creates_it_and_an_employee_may_not(self, office: Any) -> None:
        made = await office.guideline()
        assert (made["state"], made["in_force"]) == ("draft", None)
        body = {"code": "other", "title": {"en": "Other"}}
        refused = await office.post("employee", "guidelines", body, expect=403)
        assert refused["code"] == "Forbidden"

    async def test_a_code_is_taken_once(self, office: Any) -> None:
        await office.guideline()
        body = {"code": "social-media", "title": {"en": "Again"}}
        assert (await office.post("strategist", "guidelines", body, expect=409))["code"] == "CodeTaken"

    async def test_a_code_never_looks_like_an_id(self, office: Any) -> None:
        guideline = await office.guideline()
        for code in (guideline["id"], guideline["id"].replace("-", "")):
            body = {"code": code, "title": {"en": "Another's id"}}
            refused = await office.post("strategist", "guidelines", body, expect=422)
            assert refused["errors"][0]["pointer"] == "/code"

    async def test_a_draft_is_for_those_who_write_and_sign(self, office: Any) -> None:
        path = await office.draft()
        assert len((await office.get("legal", path))["clauses"]) == 4
        await office.get("employee", path, expect=404)
        await office.get("employee", "guidelines/social-media", expect=404)
        assert (await office.get("employee", "guidelines"))["items"] == []
        assert len((await office.get("legal", "guidelines", q="Our"))["items"]) == 1

    async def test_a_search_reads_titles_and_not_the_names_of_languages(self, office: Any) -> None:
        await office.guideline()
        assert [item["code"] for item in (await office.get("legal", "guidelines", q="our w"))["items"]] == [
            "social-media"
        ]
        assert (await office.get("legal", "guidelines", q="en"))["items"] == []
        assert (await office.get("legal", "guidelines", q="%"))["items"] == []

    async def test_what_is_made_is_found_where_its_location_says_also_behind_the_gateway(
        self, office: Any, http: Any
    ) -> None:
        strategist = await http.as_("strategist")
        collections = {
            "guidelines": {"code": "where", "title": {"en": "Where"}},
            "guidelines/where/versions": {},
            "guidelines/where/versions/1/clauses": office.clause("do"),
            "signoff-templates": {"name": "x", "stages": [{"name": "One", "reviewers": [{"role": "legal"}]}]},
        }
        for collection, body in collections.items():
            headers = {"X-Forwarded-Prefix": "/api/governance"}
            made = await strategist.post(f"/v1/{collection}", json=body, headers=headers)
            location = made.headers["location"]
            assert location.startswith(f"/api/governance/v1/{collection}/"), location
            found = await strategist.get(location.removeprefix("/api/governance"))
            assert (found.status_code, found.json()["version"]) == (200, 1), found.text

    async def test_a_title_changes_with_its_tag(self, office: Any, http: Any) -> None:
        await office.guideline()
        strategist = await http.as_("strategist")
        answer = await strategist.get("/v1/guidelines/social-media")
        body = {"title": {"en": "New"}}
        assert (await strategist.patch("/v1/guidelines/social-media", json=body)).status_code == 428
        tag = {"If-Match": answer.headers["etag"]}
        assert (await strategist.patch("/v1/guidelines/social-media", json=body, headers=tag)).status_code == 200
        assert (await strategist.patch("/v1/guidelines/social-media", json=body, headers=tag)).status_code == 412

    async def test_a_change_without_a_title_changes_nothing(self, office: Any, http: Any) -> None:
        await office.guideline()
        strategist = await http.as_("strategist")
        before = await strategist.get("/v1/guidelines/social-media")
        tag = {"If-Match": before.headers["etag"]}
        unchanged = await strategist.patch("/v1/guidelines/social-media", json={}, headers=tag)
        assert (unchanged.status_code, unchanged.json()) == (200, before.json())
        nothing = await strategist.patch("/v1/guidelines/social-media", json={"title": None}, headers=tag)
        assert (nothing.status_code, nothing.json()["errors"][0]["pointer"]) == (422, "/title")


class TestReading:
    async def test_a_list_is_one_statement(self, office: Any, statements: Any) -> None:
        for number in range(3):
            await office.guideline(f"g-{number}")
        await office.get("strategist", "guidelines")
        statements.seen.clear()
        page = await office.get("strategist", "guidelines", limit=2)
        assert len(statements) == 1, statements.seen
        rest = await office.get("strategist", "guidelines", limit=2, cursor=page["next_cursor"])
        assert [item["code"] for item in page["items"] + rest["items"]] == ["g-0", "g-1", "g-2"]

    async def test_a_list_is_filtered_sorted_and_a_file(self, office: Any, http: Any) -> None:
        for code in ("b-second", "A-first"):
            await office.guideline(code)
        found = (await office.get("legal", "guidelines", state="draft"))["items"]
        assert [item["code"] for item in found] == ["A-first", "b-second"]
        assert (await office.get("legal", "guidelines", state="in-force"))["items"] == []
        newest = (await office.get("legal", "guidelines", sort="-created_at"))["items"]
        assert [item["code"] for item in newest] == ["A-first", "b-second"]
        file = await (await http.as_("legal")).get("/v1/guidelines", params={"format": "csv"})
        assert [row.split(",")[1] for row in file.text.splitlines()] == ["code", "A-first", "b-second"]
        assert (await office.get("legal", "guidelines", subject="finance", expect=422))["code"] == "UnknownParameter"
