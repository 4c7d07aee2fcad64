"""Sign-offs over HTTP: their lists, and when they are due."""

from datetime import UTC, datetime
from typing import Any


class TestReading:
    async def test_reading_one_and_listing_many_take_few_statements(self, office: Any, statements: Any) -> None:
        signed = await office.sign(await office.draft())
        statements.seen.clear()
        statements.round_trips = 0
        await office.get("legal", f"signoffs/{signed['id']}")
        assert (len(statements), statements.round_trips) == (5, 1), statements.seen
        statements.seen.clear()
        await office.get("legal", "me/signoffs")
        assert len(statements) == 1, statements.seen

    async def test_who_may_decide_now_reads_so_in_both_lists(self, office: Any) -> None:
        path = await office.draft()
        signoff = await office.submit(path)
        for who, allowed in (("legal", ["decide"]), ("corporate-affairs", []), ("strategist", [])):
            assert (await office.get(who, f"signoffs/{signoff['id']}"))["allowed"] == allowed
            assert [item["allowed"] for item in (await office.get(who, "signoffs"))["items"]] == [allowed]
        assert [item["allowed"] for item in (await office.get("legal", "me/signoffs"))["items"]] == [["decide"]]
        await office.decide("legal", signoff, "reject", reason_code="law")
        assert [item["allowed"] for item in (await office.get("legal", "me/signoffs"))["items"]] == [[]]

    async def test_whose_turn_it_is_is_asked_of_each_sign_off_by_itself(self, office: Any) -> None:
        decided, waiting = [await office.submit(await office.draft(code)) for code in ("one", "two")]
        await office.decide("legal", decided, "reject", reason_code="law")
        for path in ("me/signoffs", "signoffs"):
            turns = {item["id"]: item["my_turn"] for item in (await office.get("legal", path))["items"]}
            assert turns == {decided["id"]: False, waiting["id"]: True}, path
        assert [item["id"] for item in (await office.get("corporate-affairs", "me/signoffs"))["items"]] == []

    async def test_a_list_is_filtered_searched_sorted_and_a_file(self, office: Any, http: Any) -> None:
        for code in ("one", "two"):
            await office.submit(await office.draft(code))
        first, second = (item["id"] for item in (await office.get("legal", "signoffs", sort="submitted_at"))["items"])
        due = (await office.get("legal", "signoffs", sort="-due_at"))["items"]
        assert [item["id"] for item in due] == [second, first]
        assert len((await office.get("legal", "signoffs", state="running", q="our wor"))["items"]) == 2
        assert (await office.get("legal", "me/signoffs", q="nothing"))["items"] == []
        assert (await office.get("legal", "signoffs", state="void", expect=422))["code"] == "Malformed"
        legal = await http.as_("legal")
        file = await legal.get("/v1/me/signoffs", params={"format": "csv", "sort": "submitted_at"})
        header, *rows = file.text.splitlines()
        assert header.lstrip("\ufeff").startswith("id,state,subject_type")
        assert [row.split(",")[0] for row in rows] == [first, second]


class TestTime:
    async def test_due_dates_skip_weekends_and_holidays(self, office: Any, clock: Any) -> None:
        clock.set(datetime(2026, 12, 24, 10, tzinfo=UTC))  # a Thursday; two holidays and a weekend follow
        signoff = await office.submit(await office.draft())
        assert signoff["due_at"] == "2026-12-30T10:00:00Z"
        clock.set(datetime(2026, 12, 30, 11, tzinfo=UTC))
        assert (await office.get("legal", f"signoffs/{signoff['id']}"))["overdue"] is True
