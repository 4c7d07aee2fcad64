"""Files over HTTP: taken in by content, seen with their thing, and given to whoever holds a link."""

import asyncio
import hashlib
import io
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from fastapi import FastAPI
from PIL import Image
from service_kit.data.database import AsyncSession, Database, new_id
from service_kit.domain import file_store, files
from service_kit.domain.file_links import PictureIn, end_of_tomorrow, links_of, picture_out
from service_kit.domain.file_store import FileStore
from service_kit.service import Service
from service_kit.testing.doubles import People, Statements, TestClock
from service_kit.testing.plugin import settings_for
from sqlalchemy import text


def png(size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "PNG")
    return out.getvalue()


async def uploaded(who: Any, content: bytes | None = None, name: str = "team.png") -> Any:
    return await who.post("/v1/files", files={"file": (name, content or png(), "image/png")})


@pytest.fixture
async def writer(http: People) -> Any:
    return await http.as_("writer")


def local(url: str) -> str:
    """A public address as the service itself answers it."""
    parts = urlsplit(url)
    return f"{parts.path.removeprefix('/api/sample')}?{parts.query}"


class AnActor:
    def __init__(self, file: Any) -> None:
        self.id = file


async def owner_of(session: AsyncSession, file_id: str) -> Any:
    found = await session.execute(text("SELECT uploaded_by FROM files WHERE id = :id"), {"id": file_id})
    return AnActor(found.scalar_one())


async def test_a_picture_is_taken_in_and_described(http: People, writer: Any, clock: TestClock) -> None:
    answer = await uploaded(writer, name="C:\\holiday\\te\u202eam.PNG.html")
    assert answer.status_code == 201
    body = answer.json()
    assert body == {
        "id": body["id"],
        "name": "team.PNG.png",
        "media_type": "image/png",
        "bytes": body["bytes"],
        "sha256": body["sha256"],
        "state": "clean",
        "width": 60,
        "height": 40,
        "expires_at": (clock.moment + timedelta(days=1)).isoformat().replace("+00:00", "Z"),
    }
    assert answer.headers["location"] == f"/v1/files/{body['id']}"
    assert (await writer.get(f"/v1/files/{body['id']}")).json() == body
    another = await http.as_("writer", name="another")
    assert (await another.get(f"/v1/files/{body['id']}")).status_code == 404


async def test_a_name_that_lies_is_refused_with_what_was_found(writer: Any) -> None:
    refused = await uploaded(writer, b"<!doctype html><script>alert(1)</script>", "x.png")
    assert (refused.status_code, refused.json()["code"], refused.json()["found"]) == (
        415, "FileTypeRefused", "text/html",
    )  # fmt: skip
    assert "text/html" in refused.json()["detail"]


async def test_a_file_that_is_too_large_is_refused(service: Service, serve: Any, writer: Any) -> None:
    for padding in (25 * 1024 * 1024, 26 * 1024 * 1024):  # found by its own size, and by what was announced
        refused = await uploaded(writer, png() + bytes(padding))
        assert (refused.status_code, refused.json()["code"], refused.json()["most_mb"]) == (413, "FileTooLarge", 25)


async def test_who_may_not_upload_is_refused(http: People) -> None:
    assert (await uploaded(await http.as_("employee"))).status_code == 403
    assert (await uploaded(http.anonymous)).status_code == 401


async def test_the_same_upload_twice_is_one_file(writer: Any) -> None:
    key = {"Idempotency-Key": "once"}
    sent = {"files": {"file": ("a.png", png(), "image/png")}, "headers": key | {"content-type": BOUND}}
    body = b"--x\r\nContent-Disposition: form-data; name=file; filename=a.png\r\n\r\n" + png() + b"\r\n--x--\r\n"
    first, second = [await writer.post("/v1/files", content=body, headers=sent["headers"]) for _ in range(2)]
    assert first.status_code == 201
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"


BOUND = "multipart/form-data; boundary=x"


async def test_a_link_gives_the_bytes_without_a_token(http: People, writer: Any) -> None:
    file = (await uploaded(writer)).json()
    link = (await writer.post(f"/v1/files/{file['id']}/link", json={})).json()
    assert link["url"].startswith("http://kring.test/api/sample/v1/files/")
    assert (await writer.post(f"/v1/files/{file['id']}/link")).json()["url"].split("?")[0].endswith("/whole")
    got = await http.anonymous.get(local(link["url"]))
    assert got.status_code == 200
    assert (len(got.content), hashlib.sha256(got.content).hexdigest()) == (file["bytes"], file["sha256"])
    assert got.headers["content-type"] == "image/png"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in got.headers["content-security-policy"]
    assert got.headers["content-disposition"] == "inline; filename*=UTF-8''team.png"
    assert got.headers["cache-control"].startswith("private, max-age=")
    same = await http.anonymous.get(local(link["url"]), headers={"If-None-Match": got.headers["etag"]})
    assert same.status_code == 304


async def test_a_range_gives_a_part(http: People, writer: Any) -> None:
    file = (await uploaded(writer, png((600, 400)))).json()
    url = local((await writer.post(f"/v1/files/{file['id']}/link")).json()["url"])
    whole = await http.anonymous.get(url)
    size, etag = len(whole.content), whole.headers["etag"]
    assert whole.headers["accept-ranges"] == "bytes"

    async def part(asked: str, **others: str) -> Any:
        return await http.anonymous.get(url, headers={"Range": asked, **others})

    for asked, first, last in (
        ("bytes=0-9", 0, 9),
        ("bytes=10-10", 10, 10),
        (f"bytes=5-{size * 2}", 5, size - 1),
        ("bytes=20-", 20, size - 1),
        ("bytes=-7", size - 7, size - 1),
        (f"bytes=-{size * 2}", 0, size - 1),
    ):
        got = await part(asked)
        assert (got.status_code, got.headers["content-range"]) == (206, f"bytes {first}-{last}/{size}")
        assert got.content == whole.content[first : last + 1]
        assert got.headers["content-length"] == str(last + 1 - first)
        assert (got.headers["etag"], got.headers["content-type"]) == (etag, "image/png")
        assert "sandbox" in got.headers["content-security-policy"]
    for asked in (f"bytes={size}-", "bytes=-0", f"bytes={size + 5}-{size + 9}"):
        refused = await part(asked)
        assert (refused.status_code, refused.json()["code"]) == (416, "RangeNotSatisfiable")
        assert refused.headers["content-range"] == f"bytes */{size}"
    for asked in ("bytes=9-2", "bytes=-", "bytes=0-1,5-6", "lines=0-1", "bytes=a-b", "0-5"):
        ignored = await part(asked)
        assert (ignored.status_code, len(ignored.content)) == (200, size)
    assert (await part("bytes=0-4", **{"If-Range": etag})).status_code == 206
    for changed in ('"another"', f"W/{etag}", "Mon, 30 Nov 2026 10:00:00 GMT"):
        assert (await part("bytes=0-4", **{"If-Range": changed})).status_code == 200
    assert (await part("bytes=0-4", **{"If-None-Match": etag})).status_code == 304
    assert (await part(f"bytes={size}-", **{"If-None-Match": etag})).status_code == 304
    assert (await part("bytes=0-4", **{"If-None-Match": f'"x{etag[1:]}'})).status_code == 206
    assert (await http.anonymous.get(url[:-1] + "!", headers={"Range": "bytes=0-4"})).status_code == 404


async def test_readiness_says_whether_files_can_be_kept(
    app: FastAPI, http: People, service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = "postgresql://nobody@localhost/none"

    async def told(url: str | None) -> Any:
        app.state.files = FileStore(settings_for(service, nowhere, files_url=url), "sample")
        answer = await http.anonymous.get("/health/ready")
        assert answer.status_code == 200  # shown; it takes nobody out of rotation
        return answer.json()["files"]

    assert await told(None) == "unset"
    assert await told(tmp_path.as_uri() + "/kept") == "ok"
    (tmp_path / "taken").write_text("a file where a folder should be")
    assert await told(tmp_path.as_uri() + "/taken") == "away"
    tries = 0

    class Counted:
        async def put_async(self, *_arguments: Any) -> None:
            nonlocal tries
            tries += 1
            await asyncio.sleep(60)

    monkeypatch.setattr(file_store, "open_place", lambda _url: Counted())
    monkeypatch.setattr(file_store, "CHECK_SECONDS", 0.01)
    assert await told("s3://slow") == "away"
    for _ in range(3):
        assert (await http.anonymous.get("/health/ready")).json()["files"] == "away"
    assert tries == 1


async def test_a_link_ends(http: People, writer: Any, clock: TestClock) -> None:
    file = (await uploaded(writer)).json()
    link = (await writer.post(f"/v1/files/{file['id']}/link", json={"size": "320"})).json()
    clock.advance(minutes=4, seconds=58)
    assert (await http.anonymous.get(local(link["url"]))).headers["content-type"] == "image/webp"
    clock.advance(seconds=3)
    assert (await http.anonymous.get(local(link["url"]))).status_code == 404


async def test_a_link_is_good_for_its_own_size_and_file_alone(http: People, writer: Any) -> None:
    file, other = [(await uploaded(writer)).json()["id"] for _ in range(2)]
    url = local((await writer.post(f"/v1/files/{file}/link", json={"size": "320"})).json()["url"])
    until = parse_qs(urlsplit(url).query)["until"][0]
    for changed in (
        url.replace("/320", "/640"),
        url.replace("/320", "/whole"),
        url.replace(file, other),
        url.replace(until, str(int(until) + 60)),
        url[:-1] + ("A" if url[-1] != "A" else "B"),
        url.split("?")[0],
    ):
        assert (await http.anonymous.get(changed)).status_code == 404
    assert (await http.anonymous.get(url)).status_code == 200
    assert (await writer.post(f"/v1/files/{file}/link", json={"size": "5000"})).status_code == 422


async def test_who_does_not_see_the_thing_sees_no_file(
    http: People, writer: Any, session: AsyncSession, clock: TestClock
) -> None:
    file = (await uploaded(writer)).json()["id"]
    actor, note = await owner_of(session, file), new_id()
    wanted = PictureIn(file_id=UUID(file), alternative_text={"en": "A team"})
    await files.hold_picture(session, actor, wanted, "note", note, now=clock.moment)
    another, stranger = await http.as_("writer", name="another"), await http.as_("employee")
    assert (await another.get(f"/v1/files/{file}")).json()["expires_at"] is None
    for method, path in (("GET", f"/v1/files/{file}"), ("POST", f"/v1/files/{file}/link")):
        hidden = await stranger.request(method, path, json={} if method == "POST" else None)
        assert (hidden.status_code, hidden.json()["code"]) == (404, "Missing")


async def test_a_picture_is_held_by_one_thing_and_let_go_when_replaced(
    http: People, writer: Any, session: AsyncSession, clock: TestClock, statements: Statements
) -> None:
    first, second = [(await uploaded(writer)).json()["id"] for _ in range(2)]
    actor, note = await owner_of(session, first), new_id()

    kept: Any = None

    async def hold(file: str | None, thing: UUID = note, who: Any = actor) -> Any:
        wanted = PictureIn(file_id=UUID(file), alternative_text={"en": "A team"}) if file else None
        return await files.hold_picture(session, who, wanted, "note", thing, kept=kept, now=clock.moment)

    statements.seen.clear()
    statements.round_trips = 0
    assert await hold(first) == {
        "file_id": first, "alternative_text": {"en": "A team"}, "width": 60, "height": 40,
    }  # fmt: skip
    assert (len(statements.seen), statements.round_trips) == (2, 1)
    with pytest.raises(files.FileUnknown):
        await hold(first, thing=new_id())
    await hold(second)
    ends = await session.execute(text("SELECT id, expires_at FROM files WHERE subject_id IS NULL"))
    assert ends.all() == [(UUID(first), clock.moment + timedelta(days=1))]
    with pytest.raises(files.FileUnknown):
        await hold(first, thing=new_id(), who=AnActor("person:somebody-else"))
    with pytest.raises(files.FileUnknown):
        await hold(str(new_id()))
    assert await hold(None) is None
    kept = {"file_id": second, "alternative_text": {"en": "Before"}, "width": 60, "height": 40}
    statements.seen.clear()
    assert await hold(second) == kept | {"alternative_text": {"en": "A team"}}
    assert statements.seen == []
    assert await hold(None) is None
    assert len(statements.seen) == 2
    kept = None
    clock.advance(days=1)
    with pytest.raises(files.FileUnknown):
        await hold(first)


def test_addresses_in_answers_stay_the_same_for_a_day(app: FastAPI, clock: TestClock) -> None:
    stored = {"file_id": str(new_id()), "alternative_text": {"en": "A team"}, "width": 60, "height": 40}
    clock.moment = clock.moment.replace(hour=0, minute=0, second=0, microsecond=0)
    early = picture_out("sample", stored)
    clock.advance(hours=23, minutes=59)
    assert picture_out("sample", stored) == early
    assert early is not None
    assert sorted(early.urls) == ["1280", "320", "640"]
    assert end_of_tomorrow(clock.moment) - clock.moment > timedelta(days=1)
    clock.advance(minutes=1)
    assert picture_out("sample", stored) != early
    assert picture_out("sample", None) is None
    preview = links_of("sample").preview(stored | {"width": 2400, "height": 1600}, "nl")
    assert preview.url.startswith(f"http://kring.test/api/sample/v1/files/{stored['file_id']}/preview?")
    assert (preview.alternative_text, preview.width, preview.height) == ("A team", 1200, 800)


async def test_what_nothing_holds_goes_after_a_day(
    service: Service, live_http: People, live_database: Database, clock: TestClock, tmp_path: Path
) -> None:
    store = FileStore(settings_for(service, live_database.url, files_url=tmp_path.as_uri() + "/kept"), "sample")
    kept, left = new_id(), new_id()
    for file_id in (kept, left):
        await store.put(file_id, {"whole": b"w", "320": b"s"})
        ended = files.File(
            id=file_id, name="a.png", media_type="image/png", bytes=1, sha256="0", state="clean",
            uploaded_by="person:x", created_at=clock.moment, expires_at=clock.moment + timedelta(days=1),
        )  # fmt: skip
        async with live_database.write() as session:
            await files.add(session, ended)
    async with live_database.write() as session:
        await session.execute(
            text("UPDATE files SET subject_type = 'note', subject_id = id, expires_at = NULL WHERE id = :id"),
            {"id": kept},
        )
    await files.forget_unattached(live_database, store, now=clock.moment + timedelta(hours=23))
    assert await store.get(left, "320") == b"s"
    await files.forget_unattached(live_database, store, now=clock.moment + timedelta(days=1))
    assert [await store.get(one, "320") for one in (kept, left)] == [b"s", None]
    async with live_database.read() as session:
        assert (await session.execute(text("SELECT id FROM files"))).scalars().all() == [kept]
    unknown = new_id()
    await store.put(unknown, {"whole": b"rolled back"})
    await files.forget_unknown(live_database, store, now=clock.moment)
    assert await store.get(unknown, "whole") == b"rolled back"
    await files.forget_unknown(live_database, store, now=clock.moment + timedelta(days=10_000))
    assert [await store.get(one, "whole") for one in (kept, unknown)] == [b"w", None]


async def test_two_services_share_a_place_and_leave_each_others_files(
    service: Service, live_database: Database, clock: TestClock, tmp_path: Path
) -> None:
    place = settings_for(service, live_database.url, files_url=tmp_path.as_uri() + "/shared")
    ours, theirs = FileStore(place, "sample"), FileStore(place, "other")
    kept = new_id()
    await theirs.put(kept, {"whole": b"theirs"})
    await files.forget_unknown(live_database, ours, now=clock.moment + timedelta(days=10_000))
    await ours.remove([kept])
    assert await ours.get(kept, "whole") is None
    assert await theirs.get(kept, "whole") == b"theirs"


async def test_without_a_place_for_files_an_upload_says_so(app: FastAPI, writer: Any, service: Service) -> None:
    app.state.files = FileStore(settings_for(service, "postgresql://nobody@localhost/none", files_url=None), "sample")
    away = await uploaded(writer)
    assert (away.status_code, away.json()["code"]) == (503, "FilesAway")


async def test_two_pictures_are_made_anew_one_after_the_other(writer: Any) -> None:
    answers = await asyncio.gather(*(uploaded(writer, png((900, 600))) for _ in range(3)))
    assert {answer.status_code for answer in answers} == {201}


def test_links_need_a_secret(service: Service) -> None:
    for secret in (None, "short", "changeme"):
        with pytest.raises(ValueError, match=r"FILES_SECRET|placeholder"):
            settings_for(service, "postgresql://nobody@localhost/none", files_secret=secret)
