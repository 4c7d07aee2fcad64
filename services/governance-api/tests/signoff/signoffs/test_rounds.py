"""A version that came back: what was said of it, what changed since, and whether it is sent again as it was."""

from typing import Any


async def _returned(office: Any, path: str) -> Any:
    signoff = await office.submit(path)
    return await office.decide("legal", signoff, "request-changes", comment="Name the exception.")


class TestRounds:
    async def test_who_wrote_it_reads_what_was_said_and_that_nothing_changed_yet(self, office: Any) -> None:
        path = await office.draft()
        assert (await office.get("strategist", path))["last_round"] is None
        returned = await _returned(office, path)
        version = await office.get("strategist", path)
        assert version["last_round"] == {
            "signoff_id": returned["id"],
            "state": "changes-requested",
            "submitted_at": returned["submitted_at"],
            "closed_at": returned["closed_at"],
            "same_content": True,
        }
        said = (await office.get("strategist", f"signoffs/{returned['id']}"))["decisions"]
        assert [(one["decision"], one["comment"], one["stage"]) for one in said] == [
            ("request-changes", "Name the exception.", 0)
        ]

    async def test_the_next_round_knows_the_one_before_and_what_changed_since(self, office: Any, http: Any) -> None:
        path = await office.draft()
        returned = await _returned(office, path)
        since = f"{path}/rounds/{returned['id']}/diff"
        unchanged = await office.get("strategist", since)
        assert (unchanged["changed"], len(unchanged["unchanged"])) == ([], 4)
        clause = (await office.get("strategist", path))["clauses"][0]
        strategist = await http.as_("strategist")
        changed = await strategist.patch(
            f"/v1/{path}/clauses/{clause['clause_id']}",
            json={"text": {"en": "A better do clause."}},
            headers={"If-Match": "*"},
        )
        assert changed.status_code == 200, changed.text
        await office.post("strategist", f"{path}/clauses", office.clause("freedom"), expect=201)
        assert (await office.get("strategist", path))["last_round"]["same_content"] is False
        again = await office.submit(path)
        assert again["previous"] == {
            "id": returned["id"],
            "state": "changes-requested",
            "submitted_at": returned["submitted_at"],
            "closed_at": returned["closed_at"],
            "same_content": False,
        }
        diff = await office.get("legal", since)
        assert (diff["from"], diff["to"]) == (1, 1)
        assert [one["clause_id"] for one in diff["changed"]] == [clause["clause_id"]]
        assert [part["op"] for part in diff["changed"][0]["text"]["en"]] == ["equal", "insert", "equal"]
        assert (len(diff["added"]), len(diff["removed"]), len(diff["unchanged"])) == (1, 0, 3)

    async def test_the_identical_text_sent_again_says_so(self, office: Any) -> None:
        path = await office.draft()
        await _returned(office, path)
        again = await office.submit(path)
        assert again["previous"]["same_content"] is True
        decided = await office.decide("legal", again, "approve")
        assert decided["previous"] == again["previous"]

    async def test_who_may_not_see_a_round_does_not_compare_with_it(self, office: Any, http: Any) -> None:
        path = await office.draft()
        returned = await _returned(office, path)
        other = await office.draft("other")
        await office.get("employee", f"{path}/rounds/{returned['id']}/diff", expect=404)
        await office.get("legal", f"{other}/rounds/{returned['id']}/diff", expect=404)
        await office.publish(path)
        employee = await office.get("employee", path)
        assert (employee["state"], employee["last_round"]) == ("published", None)
        await office.get("employee", f"{path}/rounds/{returned['id']}/diff", expect=404)
        assert (await http.anonymous.get(f"/v1/{path}/rounds/{returned['id']}/diff")).status_code == 401

    async def test_reading_a_version_and_comparing_it_take_few_statements(self, office: Any, statements: Any) -> None:
        path = await office.draft()
        returned = await _returned(office, path)
        statements.seen.clear()
        await office.get("strategist", path)
        assert len(statements) == 3, statements.seen
        statements.seen.clear()
        await office.get("strategist", f"{path}/rounds/{returned['id']}/diff")
        assert len(statements) == 3, statements.seen
