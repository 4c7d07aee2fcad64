"""Shares over HTTP."""

import asyncio
import csv
import io
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from service_kit.data.database import AsyncSession, Database
from service_kit.testing.plugin import People, SiblingAnswers, Statements, TestClock
from sqlalchemy import text

CHECK = "/v1/speaking-rights/check"


async def test_a_share_gives_a_tracked_link_and_the_networks_own_screen(make: Any, http: People) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    made = await employee.post(
        "/v1/shares", json={"content_id": content["id"], "network": "linkedin", "on_behalf": False, "text": "Look!"}
    )
    assert made.status_code == 201
    share = made.json()
    assert share["short_url"] == f"http://kring.test/s/{share['code']}"
    assert len(share["code"]) >= 8
    assert share["on_behalf"] is False
    assert share["intent_url"].startswith("https://www.linkedin.com/sharing/share-offsite/?url=http%3A%2F%2Fkring.test")


@pytest.mark.parametrize(
    ("network", "screen"),
    [
        ("x", "https://x.com/intent/post?text=Look%21"),
        ("facebook", "https://www.facebook.com/sharer/sharer.php?u=http"),
        ("whatsapp", "https://wa.me/?text=Look%21"),
        ("bluesky", "https://bsky.app/intent/compose?text=Look%21"),
        ("mastodon", "https://share.joinmastodon.org/#text=Look%21"),
        ("email", "mailto:?subject=How%20we%20built%20the%20ring&body=Look%21"),
    ],
)
async def test_every_network_opens_its_own_screen(make: Any, http: People, network: str, screen: str) -> None:
    content = await make.content(await http.as_("community-manager"))
    share = await make.share(await http.as_("employee"), content["id"], network=network, text="Look!")
    assert share["intent_url"].startswith(screen)


async def test_what_is_missing_is_asked_for_in_the_readers_language(
    make: Any, http: People, siblings: SiblingAnswers
) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee", name="emma", locale="nl-BE")
    siblings.answer("governance", CHECK, make.refused())
    body = {"content_id": content["id"], "network": "linkedin", "on_behalf": True}
    for asked, told in (
        (None, "nl-BE"),
        ("fr, en;q=0.5", "fr, en, nl-BE"),
        (",".join(["en"] * 200), "en, " * 8 + "nl-BE"),
    ):
        headers = {} if asked is None else {"Accept-Language": asked[:500]}
        assert (await employee.post("/v1/shares", json=body, headers=headers)).status_code == 403
        assert siblings.asked[-1].headers["accept-language"] == told


async def test_the_same_again_is_the_same_share(make: Any, http: People) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    body = {"content_id": content["id"], "network": "x", "on_behalf": False, "text": "Look!"}
    first = await employee.post("/v1/shares", json=body)
    again = await employee.post("/v1/shares", json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()


async def test_without_the_right_only_the_brand_is_out_of_reach(
    make: Any, http: People, siblings: SiblingAnswers
) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    body = {"content_id": content["id"], "network": "linkedin", "on_behalf": True}
    siblings.answer("governance", CHECK, make.refused())
    refused = await employee.post("/v1/shares", json=body)
    assert refused.status_code == 403
    assert refused.json()["code"] == "SpeakingRightMissing"
    assert refused.json()["missing"][0]["code"] == "CertificateMissing"
    assert "as yourself" in refused.json()["detail"]
    as_person = await employee.post("/v1/shares", json={**body, "on_behalf": False})
    assert as_person.status_code == 201
    siblings.answer("governance", CHECK, make.allowed())
    for_the_brand = await employee.post("/v1/shares", json=body)
    assert for_the_brand.status_code == 200
    assert for_the_brand.json()["on_behalf"] is True
    assert for_the_brand.json()["id"] == as_person.json()["id"]


async def test_with_the_right_they_speak_for_the_brand_and_the_question_names_them(
    make: Any, http: People, siblings: SiblingAnswers
) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    siblings.answer("governance", CHECK, make.allowed())
    made = await employee.post(
        "/v1/shares", json={"content_id": content["id"], "network": "bluesky", "on_behalf": True}
    )
    assert made.status_code == 201
    assert made.json()["on_behalf"] is True
    asked = siblings.asked[-1].url.params
    assert asked["person"] == str(employee.person.id)  # type: ignore[attr-defined]  # set by the plugin
    assert asked["network"] == "bluesky"


async def test_when_governance_is_away_only_the_brand_waits(make: Any, http: People) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    body = {"content_id": content["id"], "network": "linkedin", "on_behalf": True}
    away = await employee.post("/v1/shares", json=body)
    assert away.status_code == 503
    assert away.headers["retry-after"]
    assert (await employee.post("/v1/shares", json={**body, "on_behalf": False})).status_code == 201


async def test_drafts_are_hidden_from_sharers_and_refused_to_editors(make: Any, http: People) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    draft = await make.content(manager, publish=False)
    body = {"content_id": draft["id"], "network": "x", "on_behalf": False}
    assert (await employee.post("/v1/shares", json=body)).status_code == 404
    refused = await manager.post("/v1/shares", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "NotShareable")


@pytest.mark.parametrize("wrong", [{"network": "myspace"}, {"content_id": "x"}, {"surprise": 1}])
async def test_a_malformed_share_says_where(http: People, wrong: dict[str, Any]) -> None:
    employee = await http.as_("employee")
    body = {"content_id": str(uuid4()), "network": "x", "on_behalf": False, **wrong}
    refused = await employee.post("/v1/shares", json=body)
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [f"/{next(iter(wrong))}"]


async def test_nobody_shares_without_a_token(http: People) -> None:
    body = {"content_id": str(uuid4()), "network": "x", "on_behalf": False}
    assert (await http.anonymous.post("/v1/shares", json=body)).status_code == 401


async def test_another_persons_share_is_hidden(make: Any, http: People) -> None:
    manager = await http.as_("community-manager")
    content = await make.content(manager)
    share = await make.share(await http.as_("employee"), content["id"])
    other = await http.as_(name="other")
    assert (await other.get(f"/v1/shares/{share['id']}")).status_code == 404
    assert (await other.get("/v1/me/shares")).json()["items"] == []
    assert (await manager.get(f"/v1/shares/{share['id']}")).status_code == 200


async def test_content_is_not_withdrawn_during_a_share(make: Any, live_http: People, live_database: Database) -> None:
    manager, employee = await live_http.as_("community-manager"), await live_http.as_("employee")
    content = await make.content(manager)
    body = {"content_id": content["id"], "network": "x", "on_behalf": False}
    async with live_database.write() as withdrawing:
        away = text("UPDATE content SET state = 'withdrawn' WHERE id = CAST(:id AS uuid)")
        await withdrawing.execute(away, {"id": content["id"]})
        sharing = asyncio.create_task(employee.post("/v1/shares", json=body))
        await asyncio.sleep(0.3)
        assert not sharing.done()
    assert (await sharing).status_code == 404


async def test_every_share_and_every_change_of_voice_is_on_record(
    make: Any, http: People, siblings: SiblingAnswers, session: AsyncSession
) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    share = await make.share(employee, content["id"])
    siblings.answer("governance", CHECK, make.allowed())
    await make.share(employee, content["id"], on_behalf=True)
    found = await session.execute(
        text(
            "SELECT actor, action, details->'on_behalf' AS on_behalf FROM audit_entries WHERE subject = :id ORDER BY id"
        ),
        {"id": share["id"]},
    )
    sharer = f"person:{employee.person.id}"  # type: ignore[attr-defined]  # set by the plugin
    assert [tuple(row) for row in found] == [(sharer, "share.created", False), (sharer, "share.changed", True)]


async def test_approved_words_are_in_the_language_of_the_page(make: Any, http: People) -> None:
    words = [("nl", "Hier zijn wij trots op."), ("en", "Proud of this one.")]
    variants = [{"network": "x", "language": language, "text": said} for language, said in words]
    manager = await http.as_("community-manager")
    french = await http.as_(name="french", locale="fr")
    english = await make.share(french, (await make.content(manager, variants=variants))["id"], network="x")
    assert parse_qs(urlsplit(english["intent_url"]).query)["text"][0].startswith("Proud of this one.")
    dutch = await make.content(manager, variants=variants, language="nl")
    spoken = await make.share(french, dutch["id"], network="x")
    assert parse_qs(urlsplit(spoken["intent_url"]).query)["text"][0].startswith("Hier zijn wij trots op.")


async def test_a_list_of_shares_is_one_statement(make: Any, http: People, statements: Statements) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    for _ in range(3):
        await make.share(employee, (await make.content(manager))["id"])
    statements.seen.clear()
    page = (await employee.get("/v1/me/shares?limit=2")).json()
    assert len(statements) == 1
    assert len(page["items"]) == 2
    rest = (await employee.get(f"/v1/me/shares?limit=2&cursor={page['next_cursor']}")).json()
    assert len(rest["items"]) == 1
    assert rest["next_cursor"] is None


async def test_my_shares_are_filtered_and_a_file_and_mine_alone(make: Any, http: People) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    content = await make.content(manager)
    for network in ("x", "linkedin"):
        await make.share(employee, content["id"], network=network)
    await make.share(manager, content["id"])
    assert len((await manager.get("/v1/me/shares")).json()["items"]) == 1
    found = (await employee.get("/v1/me/shares?network=x&q=ring")).json()["items"]
    assert [share["network"] for share in found] == ["x"]
    file = await employee.get("/v1/me/shares?format=csv")
    header, *rows = csv.reader(io.StringIO(file.text))
    assert (header[:3], len(rows)) == (["id", "content_id", "title"], 2)
    assert {"final_text", "hand_over.text", "disclosure.text", "state"} <= set(header)


async def test_a_share_is_published_once(make: Any, http: People, published: Any) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    share = await make.share(employee, content["id"])
    await make.share(employee, content["id"])
    events = await published("advocacy.share.created.v1")
    assert [event["data"]["share_id"] for event in events] == [share["id"]]


async def test_a_share_is_a_few_statements_in_three_trips(
    programme: None, make: Any, http: People, statements: Statements
) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    content = await make.content(manager)
    statements.seen.clear()
    statements.round_trips = 0
    await make.share(employee, content["id"], network="x")
    assert (len(statements), statements.round_trips) == (10, 3)
    statements.seen.clear()
    statements.round_trips = 0
    await make.share(employee, content["id"], network="x", text="Look again!")
    assert (len(statements), statements.round_trips) == (7, 3)


async def test_two_first_shares_at_once_are_one_share(
    live_programme: None, make: Any, live_http: People, live_database: Database
) -> None:
    manager, employee = await live_http.as_("community-manager"), await live_http.as_("employee")
    content = await make.content(manager)
    body = {"content_id": content["id"], "network": "x", "on_behalf": False}
    answers = await asyncio.gather(*(employee.post("/v1/shares", json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert (await employee.get("/v1/me/points")).json()["balance"] == 10


async def test_what_takes_an_address_only_is_handed_its_text_to_paste(make: Any, http: People) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    share = await make.share(employee, content["id"], text="Look!")
    text_of_it = f"Look!\n\nI work here.\n\n{share['short_url']}"
    assert share["words"] == "Look!"
    assert share["disclosure"] == {
        "text": "I work here.",
        "position": "end",
        "required": False,
        "country": None,
        "moved": False,
    }
    assert share["final_text"] == text_of_it
    assert share["hand_over"] == {"kind": "paste", "open_url": share["intent_url"], "text": text_of_it}
    assert (share["length"], share["state"], share["posted_at"], share["post_url"]) == (
        len(text_of_it),
        "prepared",
        None,
        None,
    )
    on_x = await make.share(employee, content["id"], network="x", text="Look!")
    assert on_x["hand_over"]["kind"] == "intent"
    assert on_x["length"] == len("Look!\n\nI work here. ") + 23


async def test_a_disclosure_that_would_not_be_seen_moves_to_the_start(make: Any, http: People) -> None:
    content = await make.content(await http.as_("community-manager"))
    share = await make.share(await http.as_("employee"), content["id"], text="A long day. " * 30)
    assert share["final_text"].startswith("I work here.\n\nA long day.")
    assert (share["disclosure"]["position"], share["disclosure"]["moved"]) == ("start", True)


async def test_a_mail_breaks_its_lines(make: Any, http: People) -> None:
    content = await make.content(await http.as_("community-manager"))
    share = await make.share(await http.as_("employee"), content["id"], network="email", text="One\ntwo")
    body = share["intent_url"].split("body=")[1]
    assert body.startswith("One%0D%0Atwo%0D%0A%0D%0AI%20work%20here.%0D%0A%0D%0Ahttp")
    assert body.count("%0A") == body.count("%0D%0A")


async def test_words_and_disclosure_are_of_one_language(make: Any, http: People) -> None:
    variants = [{"network": "linkedin", "language": language, "text": language} for language in ("nl", "en")]
    disclosure = {"nl": "Ik werk hier.", "en": "I work here.", "fr": "Je travaille ici."}
    content = await make.content(await http.as_("community-manager"), variants=variants, disclosure=disclosure)
    dutch = await http.as_("employee", locale="fr")

    async def said(**fields: Any) -> tuple[str, str]:
        share = await make.share(dutch, content["id"], **fields)
        return share["words"], share["disclosure"]["text"]

    assert await said() == ("en", "I work here.")
    assert await said(text="nl") == ("nl", "Ik werk hier.")
    assert await said(text="C'est beau.", language="fr") == ("C'est beau.", "Je travaille ici.")
    assert await said(text="Beautiful.") == ("Beautiful.", "I work here.")


async def test_a_text_that_does_not_fit_with_its_disclosure_is_refused(make: Any, http: People) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    room = 280 - len("\n\nI work here. ") - 23
    body = {"content_id": content["id"], "network": "x", "on_behalf": False}
    refused = await employee.post("/v1/shares", json={**body, "text": "a" * (room + 1)})
    assert (refused.status_code, refused.json()["code"]) == (422, "TextTooLong")
    assert (refused.json()["length"], refused.json()["limit"]) == (281, 280)
    assert refused.json()["errors"][0]["pointer"] == "/text"
    assert (await employee.get("/v1/me/shares")).json()["items"] == []
    assert (await employee.post("/v1/shares", json={**body, "text": "a" * room})).json()["length"] == 280


async def test_a_share_is_copied_then_posted_and_keeps_its_words(make: Any, http: People, clock: TestClock) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    share = await make.share(employee, content["id"], text="Look!")
    at = f"/v1/shares/{share['id']}"
    for _ in range(2):
        assert (await employee.post(f"{at}/copied")).json()["state"] == "copied"
    other_words = await make.share(employee, content["id"], text="Look here!")
    assert (other_words["id"], other_words["words"], other_words["state"]) == (share["id"], "Look here!", "prepared")
    posted = (await employee.post(f"{at}/posted", json={"post_url": None})).json()
    assert (posted["state"], posted["post_url"]) == ("posted", None)
    clock.advance(days=1)
    url = "https://www.linkedin.com/posts/anna-7"
    again = (await employee.post(f"{at}/posted", json={"post_url": url})).json()
    assert (again["posted_at"], again["post_url"]) == (posted["posted_at"], url)
    assert (await employee.post(f"{at}/posted", json={})).json()["post_url"] == url
    assert (await employee.post(f"{at}/copied")).json()["state"] == "posted"
    kept = await make.share(employee, content["id"], text="Other words")
    assert (kept["words"], kept["state"], kept["post_url"]) == ("Look here!", "posted", url)
    found = (await employee.get("/v1/me/shares?state=posted")).json()["items"]
    assert [one["id"] for one in found] == [share["id"]]


async def test_words_are_not_changed_while_they_are_posted(live_http: People, make: Any, live_database: Any) -> None:
    employee = await live_http.as_("employee")
    content = await make.content(await live_http.as_("community-manager"))
    body = {"content_id": content["id"], "network": "linkedin", "on_behalf": False, "text": "First words."}
    share = (await employee.post("/v1/shares", json=body)).json()
    async with live_database.write() as elsewhere:
        await elsewhere.execute(
            text("UPDATE shares SET state = 'posted', posted_at = now() WHERE id = :id"), {"id": share["id"]}
        )
        again = asyncio.create_task(
            employee.post("/v1/shares", json=body | {"text": "Other words.", "on_behalf": False})
        )
        await asyncio.sleep(0.3)
        assert not again.done()
    kept = (await again).json()
    assert (kept["state"], kept["words"]) == ("posted", "First words.")


async def test_only_the_owner_says_that_it_is_posted_and_only_on_its_network(make: Any, http: People) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    content = await make.content(manager)
    share = await make.share(employee, content["id"])
    at = f"/v1/shares/{share['id']}"
    wrong = await employee.post(f"{at}/posted", json={"post_url": "https://x.com/anna/status/7"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "WrongNetwork")
    assert wrong.json()["errors"][0]["pointer"] == "/post_url"
    no_address = await employee.post(f"{at}/posted", json={"post_url": "linkedin"})
    assert no_address.status_code == 422
    for other in (manager, await http.as_(name="other")):
        assert (await other.post(f"{at}/copied")).status_code == 404
        assert (await other.post(f"{at}/posted", json={})).status_code == 404
    assert (await http.anonymous.post(f"{at}/copied")).status_code == 401
    assert (await employee.get(at)).json()["state"] == "prepared"
