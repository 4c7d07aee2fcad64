"""Links to files that need no token: signed, for one size, until a moment.

The links in answers end at the end of the next day, so that an answer and a picture stay as they are for a day in every
cache; whoever got one reads the picture for two days at most. A link that somebody asks for ends within minutes.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import Field

from service_kit.data.localized import Localized, pick
from service_kit.domain.pictures import PREVIEW, PREVIEW_WIDTH, WIDTHS
from service_kit.settings import ServiceSettings
from service_kit.web.previews import PreviewPicture
from service_kit.web.schemas import BodyIn, BodyOut
from service_kit.work import clock


@dataclass(frozen=True, slots=True)
class FileLinks:
    """The links of one service."""

    service: str
    origin: str
    secret: bytes

    def path(self, file_id: UUID | str, size: str, until: datetime) -> str:
        """The address below the public origin."""
        ends = int(until.timestamp())
        signature = self._signature(file_id, size, ends)
        return f"/api/{self.service}/v1/files/{file_id}/{size}?until={ends}&signature={signature}"

    def holds(self, file_id: UUID, size: str, until: int, signature: str, now: datetime) -> bool:
        """Whether a link is ours, for this size, and has not ended."""
        known = self._signature(file_id, size, until)
        return hmac.compare_digest(known.encode(), signature.encode()) and now.timestamp() < until

    def _signature(self, file_id: UUID | str, size: str, until: int) -> str:
        signed = hmac.digest(self.secret, f"{file_id}/{size}/{until}".encode(), "sha256")
        return urlsafe_b64encode(signed[:18]).decode()

    def urls(self, file_id: UUID | str) -> dict[str, str]:
        """The picture for screens, by width."""
        until = end_of_tomorrow(clock.now())
        return {str(width): self.path(file_id, str(width), until) for width in WIDTHS}

    def preview(self, stored: Mapping[str, Any], language: str) -> PreviewPicture:
        """A picture as it stands in a row, as other people's link previews show it."""
        width = min(stored["width"], PREVIEW_WIDTH)
        return PreviewPicture(
            url=f"{self.origin}{self.path(stored['file_id'], PREVIEW, end_of_tomorrow(clock.now()))}",
            alternative_text=pick(stored["alternative_text"], [language]),
            width=width,
            height=max(1, round(stored["height"] * width / stored["width"])),
        )


def end_of_tomorrow(now: datetime) -> datetime:
    """The same moment for a whole day, at least a day ahead."""
    return datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=2)


_LINKS: dict[str, FileLinks] = {}


def set_links(package: str, service: str, settings: ServiceSettings) -> None:
    """Say once, when its app is built, how a service signs."""
    secret = (settings.files_secret or "").encode()
    _LINKS[package] = FileLinks(service, settings.public_origin, hmac.digest(secret, b"file links", "sha256"))


def links_of(package: str) -> FileLinks:
    """The links of a service, by its package, as its words are found."""
    return _LINKS[package]


class PictureIn(BodyIn):
    """A picture that was uploaded before, and what it shows, for whoever does not see it."""

    file_id: UUID
    alternative_text: Localized


class PictureOut(BodyOut):
    """A picture in its sizes for screens; the addresses need no token and change once a day."""

    file_id: UUID
    alternative_text: Localized
    width: int
    height: int
    urls: dict[str, str] = Field(
        default={}, description="Addresses by width in points: `320`, `640`, `1280`; never wider than the picture."
    )


def as_asked(stored: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A picture as it stands in a row, as somebody would ask for it."""
    return {name: stored[name] for name in PictureIn.model_fields} if stored else None


def picture_out(package: str, stored: Mapping[str, Any] | None) -> PictureOut | None:
    """A picture as it stands in a row, with its addresses."""
    if stored is None:
        return None
    return PictureOut.model_validate({**stored, "urls": links_of(package).urls(stored["file_id"])})
