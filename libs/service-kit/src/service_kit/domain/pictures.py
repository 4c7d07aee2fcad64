"""Pictures: what a file really is, and a picture made anew of its points alone, in the sizes that are shown.

Nothing of the file that came is kept: no EXIF, no text, no place, no profile, nothing behind the picture. How it was
held becomes part of it. Of an animation the first picture stays.
"""

import io
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps

from service_kit.web.errors import Refusal

MOST_PIXELS = 40_000_000
WIDTHS = (320, 640, 1280)
WHOLE, PREVIEW = "whole", "preview"
SIZES = (WHOLE, *(str(width) for width in WIDTHS), PREVIEW)
"""The sizes of a picture: as large as it came, for screens (WebP), and for other people's link previews (JPEG)."""
PREVIEW_WIDTH = 1200
FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "MPO": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif"}
SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)
MARKED = (
    (b"<svg", "image/svg+xml"),
    (b"<html", "text/html"),
    (b"<!doctype html", "text/html"),
    (b"<script", "text/html"),
)
Image.MAX_IMAGE_PIXELS = None  # pictures are measured below, before a point of them is read


class FileTypeRefused(Refusal):
    status = 415
    title = "This kind of file is not taken"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made anew: its type, its width and height, and the bytes of each size."""

    media_type: str
    width: int
    height: int
    sizes: Mapping[str, bytes]


def media_type_of(size: str, whole: str) -> str:
    """The type of one size of a picture that is `whole` as it came."""
    return whole if size == WHOLE else "image/jpeg" if size == PREVIEW else "image/webp"


def found_type(content: bytes) -> str:
    """What a file is by its first bytes, whatever it is called."""
    for signature, media_type in SIGNATURES:
        if content.startswith(signature):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":
        return "image/avif" if content[8:12] in (b"avif", b"avis") else "video/mp4"
    return _text_type(content[:4096])


def _text_type(head: bytes) -> str:
    lowered = head.lower()
    for mark, media_type in MARKED:
        if mark in lowered:
            return media_type
    if lowered.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return "application/xml"
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as cut:
        text = head[: cut.start].decode("utf-8") if len(head) - cut.start < 4 else "\x00"
    return "text/plain" if text and "\x00" not in text else "application/octet-stream"


def remake(content: bytes) -> Picture:
    """The picture in these bytes, made anew; 415 for anything else, and for more than 40 million points.

    It takes up to some seconds of processor time: call it in a thread.
    """
    found = found_type(content)
    if found not in SUFFIXES:
        raise FileTypeRefused(f"This is {found}. Take a picture as PNG, JPEG, WebP or GIF.", found=found)
    if found == "image/webp":  # its reader makes room for the whole picture before it says how large that is
        _refuse_if_too_large(*_size_of_webp(content), found)
    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG", "WEBP", "GIF"]) as opened:
            _refuse_if_too_large(*opened.size, found)
            points = _points_of(opened)
    except FileTypeRefused:
        raise
    except Exception as fault:  # a broken file fails in its reader in ways that the reader names nowhere
        raise FileTypeRefused("This file cannot be read as a picture.", found=found) from fault
    return Picture(found, points.width, points.height, dict(_sizes_of(points, found)))


def _refuse_if_too_large(width: int, height: int, found: str) -> None:
    if width * height > MOST_PIXELS:
        raise FileTypeRefused(
            f"This picture has {width} x {height} points. Make it smaller: at most 40 million points.",
            found=found,
            width=width,
            height=height,
            most_pixels=MOST_PIXELS,
        )


def _size_of_webp(content: bytes) -> tuple[int, int]:
    """The width and height that a WebP names first (its container specification); 0 where it names none."""
    kind, body = content[12:16], content[20:30]
    if len(body) < 10:
        return 0, 0
    if kind == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF


def _points_of(opened: Image.Image) -> Image.Image:
    """Its points alone, upright, in the colours of screens."""
    opened.load()
    with suppress(Exception):  # broken, it says nothing of how it was held; the points are whole
        ImageOps.exif_transpose(opened, in_place=True)
    plain = _in_screen_colours(opened)
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)  # an image of Pillow carries what was written beside its points; a new one has nothing
    return bare


def _in_screen_colours(image: Image.Image) -> Image.Image:
    mode = "RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB"
    profile = image.info.get("icc_profile")
    if image.mode.startswith(("I", "F")):  # sixteen bits of grey
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if profile and image.mode in ("RGB", "CMYK"):
        try:
            own, screens = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(image, own, screens, outputMode="RGB") or image.convert(mode)
        except (ImageCms.PyCMSError, OSError, ValueError):
            return image.convert(mode)
    return image if image.mode == mode else image.convert(mode)


def _sizes_of(points: Image.Image, media_type: str) -> Iterator[tuple[str, bytes]]:
    yield WHOLE, _written(points, media_type)
    for width in sorted(WIDTHS, reverse=True):
        points = _within(points, width)
        yield str(width), _written(points, "image/webp")
        if width == WIDTHS[-1]:
            yield PREVIEW, _written(_on_white(_within(points, PREVIEW_WIDTH)), "image/jpeg")


def _within(points: Image.Image, width: int) -> Image.Image:
    if points.width <= width:
        return points
    size = (width, max(1, round(points.height * width / points.width)))
    return points.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _on_white(points: Image.Image) -> Image.Image:
    if points.mode == "RGB":
        return points
    white = Image.new("RGB", points.size, "white")
    white.paste(points, mask=points.getchannel("A"))
    return white


def _written(points: Image.Image, media_type: str) -> bytes:
    out = io.BytesIO()
    if media_type == "image/jpeg":
        _on_white(points).save(out, "JPEG", quality=85, progressive=True)
    elif media_type == "image/webp":
        points.save(out, "WEBP", quality=82, method=2)
    elif media_type == "image/png":
        points.save(out, "PNG", compress_level=3)
    else:
        points.save(out, "GIF")
    return out.getvalue()
