"""The app's own texts, so that a test expects what the screen means to say in each language."""

import json
from functools import cache
from typing import Any

from infra.local.settings import ROOT

LANGUAGES = {"nl": "Nederlands", "en": "English", "fr": "Français"}
SOURCE = ROOT / "frontend" / "src"


@cache
def _texts(language: str, feature: str) -> dict[str, Any]:
    folder = {"app": SOURCE / "app", "shared": SOURCE / "shared" / "i18n"}.get(feature, SOURCE / "features" / feature)
    texts: dict[str, Any] = json.loads((folder / "locales" / f"{language}.json").read_text(encoding="utf-8"))
    return texts


def word(language: str, feature: str, key: str) -> str:
    """`word("fr", "app", "places.share")`."""
    found: Any = _texts(language, feature)
    for part in key.split("."):
        found = found[part]
    return str(found)
