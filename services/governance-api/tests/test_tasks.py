"""My tasks here: why and by when."""

from typing import Any

FIELDS = {"id", "kind", "subject", "reason", "due_at", "overdue", "minutes", "for"}


class TestTasks:
    async def test_each_sees_what_is_theirs_to_do(self, office: Any, http: Any, clock: Any) -> None:
        await http.as_("employee", name="anna")
        path = await office.draft()
        signoff = await office.submit(path)
        legal = (await office.get("legal", "me/tasks"))["items"]
        assert [(task["kind"], task["id"]) for task in legal] == [("sign-off", f"sign-off:{signoff['id']}")]
        assert legal[0].keys() == FIELDS
        assert (legal[0]["subject"]["type"], legal[0]["subject"]["code"]) == ("guideline", "social-media")
        assert legal[0]["reason"] == {"code": "co-create", "params": {}}
        assert (await office.get("corporate-affairs", "me/tasks"))["items"] == []
        await office.decide("legal", signoff, "request-changes")
        assert [task["kind"] for task in (await office.get("strategist", "me/tasks"))["items"]] == ["revise"]
        await office.publish(path, 7)
        anna = await http.as_("employee", name="anna")
        tasks = (await anna.get("/v1/me/tasks")).json()["items"]
        assert [(task["kind"], task["overdue"]) for task in tasks] == [("acknowledge", False)]
        clock.advance(days=8)
        assert (await anna.get("/v1/me/tasks")).json()["items"][0]["overdue"] is True
        clock.advance(days=365)
        kinds = {task["kind"] for task in (await office.get("strategist", "me/tasks"))["items"]}
        assert kinds == {"acknowledge", "review-clause"}

    async def test_all_sources_are_one_statement(self, office: Any, statements: Any) -> None:
        await office.submit(await office.draft())
        for role in ("legal", "strategist", "employee"):
            await office.get(role, "me/tasks")
            statements.seen.clear()
            items = (await office.get(role, "me/tasks"))["items"]
            assert len(statements) == 1
            assert (await office.get(role, "me/tasks/summary"))["total"] == len(items)

    async def test_only_people_have_tasks(self, http: Any) -> None:
        assert (await http.system("partner", ["content.read"]).get("/v1/me/tasks")).status_code == 403
        assert (await http.anonymous.get("/v1/me/tasks")).status_code == 401
