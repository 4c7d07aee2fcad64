"""Sign-off templates over HTTP: every refusal beside its success."""

from typing import Any

import pytest

LEGAL = {"name": "Decide", "kind": "decide", "reviewers": [{"role": "legal"}], "quorum": "all", "due_business_days": 2}


class TestTemplates:
    async def test_a_strategist_writes_and_retires_one(self, office: Any, http: Any) -> None:
        template = await office.template()
        read = await office.get("legal", f"signoff-templates/{template}")
        assert [stage["kind"] for stage in read["stages"]] == ["co-create", "decide"]
        assert read["stages"][0]["reviewers"] == [{"role": "legal", "person": None}]
        await office.post("legal", "signoff-templates", {"name": "No", "stages": [LEGAL]}, expect=403)
        await office.get("employee", "signoff-templates", expect=403)
        strategist = await http.as_("strategist")
        path, body = f"/v1/signoff-templates/{template}", {"name": "Short", "stages": [LEGAL]}
        assert (await strategist.put(path, json=body)).status_code == 428
        changed = await strategist.put(path, json=body, headers={"If-Match": '"v1"'})
        assert (changed.status_code, changed.json()["name"]) == (200, "Short")
        assert (await strategist.put(path, json=body, headers={"If-Match": '"v1"'})).status_code == 412
        assert (await office.post("strategist", f"signoff-templates/{template}/retire"))["state"] == "retired"
        again = await office.post("strategist", f"signoff-templates/{template}/retire", expect=409)
        assert (again["code"], again["state"], again["allowed"]) == ("MoveNotAllowed", "retired", [])
        draft = await office.draft()
        refused = await office.post("strategist", f"{draft}/submit", {"template_id": template}, expect=422)
        assert refused["errors"][0]["pointer"] == "/template_id"
        assert len((await office.get("legal", "signoff-templates", state="retired"))["items"]) == 1

    async def test_a_list_tells_the_moves_is_searched_sorted_and_a_file(
        self, office: Any, http: Any, statements: Any
    ) -> None:
        for name in ("Zèbre", "aardvark"):
            await office.template(name=name)
        statements.seen.clear()
        found = await office.get("strategist", "signoff-templates", sort="name")
        assert len(statements) == 1, statements.seen
        assert [(item["name"], item["allowed"]) for item in found["items"]] == [
            ("aardvark", ["retire"]),
            ("Zèbre", ["retire"]),
        ]
        legal = await office.get("legal", "signoff-templates", q="zeb")
        assert [(item["name"], item["allowed"]) for item in legal["items"]] == [("Zèbre", [])]
        file = await (await http.as_("legal")).get("/v1/signoff-templates", headers={"Accept": "text/csv"})
        assert len(file.text.splitlines()) == 3

    @pytest.mark.parametrize(
        ("stages", "pointer"),
        [
            ([{**LEGAL, "kind": "co-create"}], "/stages"),
            ([{**LEGAL, "quorum": 2}], "/stages/0/quorum"),
            ([{**LEGAL, "quorum": 0}], "/stages/0/quorum"),
            ([LEGAL, {**LEGAL, "kind": "co-create"}], "/stages/1/kind"),
            ([{**LEGAL, "reviewers": [{"role": "legal"}, {"role": "legal"}]}], "/stages/0/reviewers"),
            ([{**LEGAL, "reviewers": [{"role": f"r-{n}"} for n in range(34)]}] * 3, "/stages"),
        ],
    )
    async def test_one_that_could_never_be_decided_is_refused(self, office: Any, stages: Any, pointer: str) -> None:
        refused = await office.post("strategist", "signoff-templates", {"name": "x", "stages": stages}, expect=422)
        assert refused["code"] == "TemplateInvalid"
        assert pointer in [error["pointer"] for error in refused["errors"]]

    @pytest.mark.parametrize("reviewer", [{}, {"role": "legal", "person": "0190f3a0-0000-7000-8000-000000000000"}])
    async def test_a_reviewer_is_a_role_or_a_person(self, office: Any, reviewer: Any) -> None:
        body = {"name": "x", "stages": [{**LEGAL, "reviewers": [reviewer]}]}
        await office.post("strategist", "signoff-templates", body, expect=422)

    async def test_a_named_reviewer_is_somebody_who_is_here(self, office: Any, http: Any) -> None:
        here, gone = await http.add("here"), await http.add("gone", active=False)
        named = [{"person": str(here.id)}, {"person": str(gone.id)}, {"person": "0190f3a0-0000-7000-8000-000000000000"}]
        body = {"name": "x", "stages": [LEGAL, {**LEGAL, "reviewers": named}]}
        refused = await office.post("strategist", "signoff-templates", body, expect=422)
        pointers = [error["pointer"] for error in refused["errors"]]
        assert pointers == ["/stages/1/reviewers/1/person", "/stages/1/reviewers/2/person"]
        body["stages"][1]["reviewers"] = named[:1]
        made = await office.post("strategist", "signoff-templates", body, expect=201)
        body["stages"][1]["reviewers"] = named[1:2]
        strategist = await http.as_("strategist")
        path = f"/v1/signoff-templates/{made['id']}"
        assert (await strategist.put(path, json=body, headers={"If-Match": "*"})).status_code == 422
