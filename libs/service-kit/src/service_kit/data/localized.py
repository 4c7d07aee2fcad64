"""Text that people read in their own language."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")  # the shape of BCP 47 tags that organisations use
MAX_LENGTH = 20_000
MOST_LANGUAGES = 64


def language_tag(written: str) -> str | None:
    """A language tag as it is usually written, whatever its case and with `_` for `-`: `NL` is nl, `nl_be` is nl-BE.

    None for what is none. (RFC 5646, section 2.1.1.)
    """
    first, *others = written.strip().replace("_", "-").split("-")
    tag = "-".join([first.lower(), *map(_subtag, others)])
    return tag if LANGUAGE.fullmatch(tag) else None


def _subtag(part: str) -> str:
    return part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower()


def _at_least_one(texts: dict[str, str]) -> dict[str, str]:
    kept = {language: text.strip() for language, text in texts.items() if text.strip()}
    if len(kept) > MOST_LANGUAGES:
        raise ValueError(f"at most {MOST_LANGUAGES} languages")
    if not kept:
        raise ValueError('give the text in at least one language, such as {"en": "..."}')
    for language, text in kept.items():
        if not LANGUAGE.match(language):
            raise ValueError(f"{language!r} is no language tag; use nl, en, fr or another BCP 47 tag")
        if len(text) > MAX_LENGTH:
            raise ValueError(f"at most {MAX_LENGTH} characters a language")
    return kept


def _plain_text_is_english(value: Any) -> Any:
    return {"en": value} if isinstance(value, str) else value


Localized = Annotated[
    dict[str, str],
    BeforeValidator(_plain_text_is_english),
    AfterValidator(_at_least_one),
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "minProperties": 1,
            "description": "Text per BCP 47 language; a plain string is taken as English.",
            "examples": [{"nl": "Werk en privé", "en": "Work and private"}],
        }
    ),
]
"""A text per language, at least one; a bare string is taken as English."""


def pick(texts: Mapping[str, str], languages: Iterable[str] = ()) -> str:
    """The text in the first wanted language there is, else English, else any."""
    for language in (*languages, "en"):
        for tag in (language, language.split("-")[0]):
            if tag in texts:
                return texts[tag]
    return next(iter(texts.values()), "")


def accepted_languages(header: str | None) -> list[str]:
    """The languages of an Accept-Language header, most wanted first."""
    if not header:
        return []
    weighted: list[tuple[float, str]] = []
    for part in header.split(","):
        tag, _, parameters = part.strip().partition(";")
        weight = parameters.strip().removeprefix("q=") if parameters else "1"
        if LANGUAGE.match(tag.strip()):
            weighted.append((float(weight) if re.fullmatch(r"[01](\.\d{1,3})?", weight) else 0.0, tag.strip()))
    return [tag for weight, tag in sorted(weighted, key=lambda pair: -pair[0]) if weight > 0]
