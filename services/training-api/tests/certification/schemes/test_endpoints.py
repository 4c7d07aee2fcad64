"""Certification schemes over HTTP, each refusal beside its success."""

from typing import Any
from uuid import uuid4

from service_kit.data.database import AsyncSession
from service_kit.testing.plugin import People, Statements
from sqlalchemy import text

ANY = {"If-Match": "*"}


def scheme_body(**fields: Any) -> dict[str, Any]:
    rule = {"modules": [], "min_credits": 5, "min_offline_credits": 0}
    return {"code": "speaker", "title": {"en": "Speaker", "nl": "Spreker"}, "rule": rule, **fields}


async def test_a_scheme_is_drafted_changed_and_published_once(catalogue: Any, http: People, published: Any) -> None:
    _, [module] = await catalogue.published()
    made = await catalogue.post("certification-schemes", scheme_body(), expect=201)
    assert (made["state"], made["rule"]["min_credits"], made["valid_for_days"]) == ("draft", 5, None)
    trainer = await http.as_("trainer")
    path = f"/v1/certification-schemes/{made['id']}"
    body = scheme_body(rule={"modules": [module["id"]]}, guideline_code="speak-up", valid_for_days=365)
    assert (await trainer.put(path, json=body)).status_code == 428
    changed = await trainer.put(path, json=body, headers={"If-Match": (await trainer.get(path)).headers["etag"]})
    assert (changed.json()["rule"]["modules"], changed.json()["version"]) == ([module["id"]], 2)
    assert (await trainer.put(path, json=body | {"code": "x"}, headers=ANY)).json()["code"] == "CodeFixed"
    assert (await trainer.post(f"{path}/publish")).json()["state"] == "published"
    assert (await trainer.post(f"{path}/publish")).json()["code"] == "MoveNotAllowed"
    [event] = await published("training.scheme.published.v1")
    assert (event["data"]["code"], event["data"]["guideline_code"]) == ("speaker", "speak-up")
    assert (await trainer.put(path, json=body, headers=ANY)).json()["code"] == "SchemeFixed"
    assert (await trainer.post("/v1/certification-schemes", json=scheme_body())).json()["code"] == "CodeTaken"


async def test_a_rule_that_asks_nothing_or_the_impossible_is_not_published(catalogue: Any) -> None:
    track = await catalogue.track()
    draft = await catalogue.draft(track["id"])
    nothing = await catalogue.post("certification-schemes", scheme_body(rule={}), expect=201)
    refused = await catalogue.post(f"certification-schemes/{nothing['id']}/publish", expect=409)
    assert [gap["code"] for gap in refused["missing"]] == ["RuleMissing"]
    hidden = scheme_body(code="hidden", rule={"modules": [draft["id"]]})
    made = await catalogue.post("certification-schemes", hidden, expect=201)
    refused = await catalogue.post(f"certification-schemes/{made['id']}/publish", expect=409)
    assert (refused["code"], refused["missing"][0]["code"]) == ("NotPublishable", "ModuleNotPublished")
    unknown = scheme_body(code="unknown", rule={"modules": [str(uuid4())]})
    refused = await catalogue.post("certification-schemes", unknown, expect=422)
    assert refused["errors"][0]["pointer"] == "/rule/modules/0"


async def test_people_see_published_schemes_and_how_far_they_are(
    catalogue: Any, http: People, statements: Statements
) -> None:
    _, [first, then] = await catalogue.published(modules=2)
    scheme = await catalogue.scheme([first, then], guideline_code="speak-up")
    draft = await catalogue.post("certification-schemes", scheme_body(), expect=201)
    learner = await http.as_("employee")
    await catalogue.complete(learner, first)
    statements.seen.clear()
    assert [found["code"] for found in (await learner.get("/v1/certification-schemes")).json()["items"]] == [
        scheme["code"]
    ]
    assert len(statements) == 1
    assert (await learner.get(f"/v1/certification-schemes/{draft['id']}")).status_code == 404
    standing = (await learner.get(f"/v1/certification-schemes/{scheme['id']}/standing")).json()
    assert (standing["due"], standing["acknowledged"], standing["credits"]) == (False, False, 2)
    assert [module["code"] for module in standing["missing_modules"]] == [then["code"]]
    assert (await learner.post("/v1/certification-schemes", json=scheme_body(code="mine"))).status_code == 403
    assert (await learner.post(f"/v1/certification-schemes/{draft['id']}/publish")).status_code == 403


async def test_a_retired_scheme_certifies_nobody_anymore(catalogue: Any, http: People) -> None:
    _, [module] = await catalogue.published()
    scheme = await catalogue.scheme([module])
    early, late = await http.as_(name="early"), await http.as_(name="late")
    await catalogue.complete(early, module)
    assert (await catalogue.post(f"certification-schemes/{scheme['id']}/retire"))["state"] == "retired"
    await catalogue.complete(late, module)
    assert len((await early.get("/v1/me/certificates")).json()["items"]) == 1
    assert (await late.get("/v1/me/certificates")).json()["items"] == []
    again = await catalogue.post(f"certification-schemes/{scheme['id']}/publish", expect=409)
    assert (again["code"], again["allowed"]) == ("MoveNotAllowed", [])
    standing = await late.get(f"/v1/certification-schemes/{scheme['id']}/standing")
    assert (standing.status_code, standing.json()["code"]) == (409, "SchemeRetired")


async def test_a_scheme_over_a_module_whose_track_nobody_sees_certifies_nobody_and_is_refused(catalogue: Any) -> None:
    track = await catalogue.track()
    module = await catalogue.module(track["id"])
    body = {"code": "hidden", "title": {"en": "Hidden"}, "rule": {"modules": [module["id"]]}}
    scheme = await catalogue.post("certification-schemes", body, expect=201)
    refused = await catalogue.post(f"certification-schemes/{scheme['id']}/publish", expect=409)
    assert [gap["code"] for gap in refused["missing"]] == ["ModuleNotPublished"]
    await catalogue.post(f"tracks/{track['id']}/publish")
    assert (await catalogue.post(f"certification-schemes/{scheme['id']}/publish"))["state"] == "published"


async def test_a_scheme_that_nobody_can_ever_earn_says_why(catalogue: Any, http: People, session: AsyncSession) -> None:
    await http.as_(name="seller", department="Sales")
    _, [module] = await catalogue.published()
    _, [sales] = await catalogue.published(audience={"departments": ["Sales"]})
    _, [kitchen] = await catalogue.published(audience={"departments": ["Kitchen"]})

    async def publish(code: str, expect: int, **rule: Any) -> Any:
        made = await catalogue.post("certification-schemes", scheme_body(code=code, rule=rule), expect=201)
        return await catalogue.post(f"certification-schemes/{made['id']}/publish", expect=expect)

    refused = await publish("greedy", 409, min_credits=1000, min_offline_credits=500)
    assert [(gap["code"], gap["asked"], gap["offered"]) for gap in refused["missing"]] == [
        ("CreditsNotOffered", 1000, 6),
        ("OfflineCreditsNotOffered", 500, 0),
    ]
    refused = await publish("nobody", 409, modules=[sales["id"], kitchen["id"]])
    assert [gap["code"] for gap in refused["missing"]] == ["NobodyMayTakeAll"]
    await publish("somebody", 200, modules=[sales["id"], module["id"]], min_credits=4)
    await session.execute(
        text("UPDATE modules SET completion_rule = 'assessment' WHERE id = :id"), {"id": module["id"]}
    )
    await session.commit()
    refused = await publish("untestable", 409, modules=[module["id"]])
    assert [gap["code"] for gap in refused["missing"]] == ["AssessmentMissing"]
