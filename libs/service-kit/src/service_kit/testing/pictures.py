"""Pictures for tests: made here, and uploaded as people upload theirs."""

import io
from typing import Any

import httpx
from PIL import Image


def picture_bytes(form: str = "PNG", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form, **options)
    return out.getvalue()


async def uploaded(who: httpx.AsyncClient, alternative_text: str = "Two people at a table") -> dict[str, Any]:
    """A picture of theirs, as a body names it."""
    answer = await who.post("/v1/files", files={"file": ("team.png", picture_bytes(), "image/png")})
    assert answer.status_code == 201, answer.text  # noqa: S101 - this is part of a test
    return {"file_id": answer.json()["id"], "alternative_text": {"en": alternative_text}}
