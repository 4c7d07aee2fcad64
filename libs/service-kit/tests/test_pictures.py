"""What a file really is, and a picture made anew of its points alone."""

import io
import struct
import zlib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from PIL import Image, PngImagePlugin
from service_kit.domain.pictures import SIZES, FileTypeRefused, found_type, remake

GPS = 0x8825
SECRET = b"Met me at 52.0907 N"


def picture(form: str = "PNG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 1).save(out, form, **options)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def with_exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = orientation, SECRET.decode()
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (52.0, 5.0, 26.0)
    return exif


@pytest.mark.parametrize(
    ("form", "media_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp"), ("GIF", "image/gif")],
)
def test_a_picture_stays_what_it_is_and_gets_its_sizes(form: str, media_type: str) -> None:
    made = remake(picture(form, (1600, 1000)))
    assert (made.media_type, made.width, made.height) == (media_type, 1600, 1000)
    assert opened(made.sizes["whole"]).format == form
    assert [(size, opened(made.sizes[size]).size) for size in SIZES[1:]] == [
        ("320", (320, 200)),
        ("640", (640, 400)),
        ("1280", (1280, 800)),
        ("preview", (1200, 750)),
    ]
    assert {opened(made.sizes[size]).format for size in ("320", "640", "1280")} == {"WEBP"}
    assert opened(made.sizes["preview"]).format == "JPEG"


def test_a_small_picture_is_not_blown_up() -> None:
    made = remake(picture(size=(60, 40)))
    assert {opened(content).size for content in made.sizes.values()} == {(60, 40)}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_what_stood_beside_the_points_is_gone(form: str) -> None:
    came = picture(form, exif=with_exif())
    assert SECRET in came
    for content in remake(came).sizes.values():
        assert SECRET not in content
        assert not opened(content).getexif()


def test_texts_and_comments_are_gone() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", SECRET.decode())
    texts.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    for came in (picture(pnginfo=texts), picture("JPEG", comment=SECRET), picture("GIF", comment=SECRET)):
        assert SECRET in came
        assert not any(SECRET in content for content in remake(came).sizes.values())


def test_how_it_was_held_is_kept() -> None:
    made = remake(picture("JPEG", (60, 40), exif=with_exif(orientation=6)))
    assert (made.width, made.height) == (40, 60)
    assert opened(made.sizes["whole"]).size == (40, 60)


def test_what_can_be_seen_through_stays_so_and_is_white_elsewhere() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(out, "PNG")
    made = remake(out.getvalue())
    assert opened(made.sizes["320"]).mode == "RGBA"
    assert opened(made.sizes["preview"]).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"<!DOCTYPE html><script>alert(1)</script>", "text/html"),
        (b"\xef\xbb\xbf  <html>", "text/html"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
        (b"<svg onload=alert(1)>", "image/svg+xml"),
        (b"<?xml version='1.0'?><a/>", "application/xml"),
        (b"%PDF-1.7", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
        (b"BM....", "image/bmp"),
        (b"\x00\x00\x00\x20ftypavif", "image/avif"),
        (b"\x00\x00\x00\x20ftypisom", "video/mp4"),
        (b"name;surname", "text/plain"),
        ("é".encode() * 2047 + b"a" + "é".encode(), "text/plain"),
        (b"", "application/octet-stream"),
        (b"\x00\x01", "application/octet-stream"),
    ],
)
def test_anything_else_is_refused_by_what_it_is(content: bytes, found: str) -> None:
    assert found_type(content) == found
    with pytest.raises(FileTypeRefused) as refused:
        remake(content)
    assert refused.value.members["found"] == found


@pytest.mark.parametrize("content", [b"GIF89a=1;alert(1)//", picture()[:60], picture("JPEG")[:200], b"\xff\xd8\xff"])
def test_what_only_begins_like_a_picture_is_refused(content: bytes) -> None:
    with pytest.raises(FileTypeRefused):
        remake(content)


def test_what_is_hidden_behind_a_picture_is_left_out() -> None:
    for form in ("PNG", "JPEG", "GIF"):
        both = picture(form) + b"<script>alert(1)</script>"
        assert not any(b"<script>" in content for content in remake(both).sizes.values())


def test_a_picture_that_would_fill_the_memory_is_refused_unread() -> None:
    bomb = picture(size=(30_000, 30_000), mode="1")
    assert len(bomb) < 200_000
    with pytest.raises(FileTypeRefused) as refused:
        remake(bomb)
    assert refused.value.members | {"found": ""} == {
        "found": "", "width": 30_000, "height": 30_000, "most_pixels": 40_000_000,
    }  # fmt: skip
    canvas = b"VP8X" + struct.pack("<I", 10) + bytes(4) + (16_000).to_bytes(3, "little") * 2
    with pytest.raises(FileTypeRefused) as refused:
        remake(b"RIFF" + struct.pack("<I", len(canvas) + 4) + b"WEBP" + canvas)
    assert refused.value.members["width"] == 16_001


def test_text_that_unpacks_without_end_is_refused() -> None:
    packed = zlib.compress(b"A" * 100_000_000)
    chunk = b"zTXt" + b"Comment\x00\x00" + packed
    bomb = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    whole = picture()
    with pytest.raises(FileTypeRefused):
        remake(whole[:33] + bomb + whole[33:])


@given(
    form=some.sampled_from(["PNG", "JPEG", "WEBP"]),
    changes=some.lists(some.tuples(some.floats(0, 1, exclude_max=True), some.integers(0, 255)), min_size=1, max_size=6),
)
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.filterwarnings("ignore")  # the reader of pictures warns of what is broken in them
def test_a_broken_picture_is_made_anew_or_refused_and_never_our_fault(form: str, changes: list[Any]) -> None:
    content = bytearray(picture(form, exif=with_exif(orientation=6)))
    for place, value in changes:
        content[int(place * len(content))] = value
    with suppress(FileTypeRefused):
        assert set(remake(bytes(content)).sizes) == set(SIZES)


@pytest.mark.filterwarnings("ignore")  # as above
def test_a_picture_whose_notes_are_broken_is_taken_without_them() -> None:
    exif = with_exif(orientation=6).tobytes()
    for cut in range(10, len(exif), 7):
        assert remake(picture("JPEG", exif=exif[:cut] + bytes(8))).width in (40, 60)
