"""Pictures of the demo, drawn here: rings in the colours of a thing, always the same for the same thing."""

import hashlib
import io
from typing import Any

from PIL import Image, ImageDraw

from infra.demo.api import Api

SIZE = (960, 540)
GROUNDS = ((15, 82, 87), (38, 70, 83), (93, 63, 106), (122, 62, 72), (46, 94, 78), (60, 72, 120))
RINGS = ((244, 162, 97), (233, 196, 106), (42, 157, 143), (231, 111, 81), (168, 218, 220), (241, 250, 238))
WORDS = {
    "nl": "Getekende ringen in twee kleuren: het teken van ‘{}’",
    "en": "Drawn rings in two colours: the sign of ‘{}’",
    "fr": "Des anneaux dessinés en deux couleurs : le signe de « {} »",
}


def drawn(name: str) -> bytes:
    """A picture for this name: rings that meet, on a ground of their own."""
    dice = hashlib.sha256(name.encode()).digest()
    ground, light, warm = GROUNDS[dice[0] % 6], RINGS[dice[1] % 6], RINGS[(dice[1] + 1 + dice[2] % 5) % 6]
    picture = Image.new("RGB", SIZE, ground)
    draw = ImageDraw.Draw(picture, "RGBA")
    for ring in range(5):
        across, down, radius = (dice[3 + 3 * ring + part] / 255 for part in range(3))
        middle, reach = (across * SIZE[0], down * SIZE[1]), 60 + radius * 240
        box = (middle[0] - reach, middle[1] - reach, middle[0] + reach, middle[1] + reach)
        draw.ellipse(box, outline=(*(light if ring % 2 else warm), 215), width=round(10 + reach / 7))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


async def uploaded(api: Api, who: str, service: str, name: str, title: dict[str, str]) -> dict[str, Any]:
    """The picture of a thing, as the body of that thing names it."""
    file = await api.call(who, "POST", f"{service}/files", files={"file": (f"{name}.png", drawn(name), "image/png")})
    known = {language: words for language, words in WORDS.items() if language in title}
    said = {language: words.format(title[language]) for language, words in known.items()}
    return {"file_id": file["id"], "alternative_text": said or {"en": WORDS["en"].format(name)}}
