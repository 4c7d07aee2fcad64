"""Sentences for people, from one catalogue per language.

The catalogues are `words/en.json`, `nl.json` and `fr.json` in a service's package.

A catalogue has sections: `refusals` by code, `reasons` for the codes inside a refusal, `bodies` for what a body's own
rule refuses, and what else a service keeps. `{name}` in a sentence is a parameter. Code decides by codes and gives
parameters; which sentence says so stands here alone. Beside them `words/addresses.json` names the places in the app
that a service points to.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from urllib.parse import quote

import structlog
from pydantic_core import PydanticCustomError

from service_kit.data.localized import pick

LANGUAGES = ("en", "fr", "nl")
Catalogue = Mapping[str, Mapping[str, str]]
log = structlog.get_logger(__name__)


class Words:
    """The catalogues of one package. English stands in where a language lacks a sentence."""

    def __init__(self, catalogues: Mapping[str, Catalogue]) -> None:
        self._catalogues = catalogues

    def texts(self, section: str, key: str) -> dict[str, str]:
        """The sentence in every language there is, as it stands: with its `{name}`; empty when there is none."""
        found = {language: said.get(section, {}).get(key) for language, said in self._catalogues.items()}
        return {language: text for language, text in found.items() if text is not None}

    def say(self, section: str, key: str, parameters: Mapping[str, Any], languages: Iterable[str] = ()) -> str | None:
        """The sentence in the first wanted language there is, else in English; None when there is none.

        A parameter that is a list is joined by commas; a text per language is said in the same languages.
        """
        texts, wanted = self.texts(section, key), list(languages)
        if not texts:
            return None
        said = {name: _said(value, wanted) for name, value in parameters.items()}
        try:
            return pick(texts, wanted).format_map(said)
        except (KeyError, IndexError, ValueError):
            log.error("sentence_unfit", why=f"{section}.{key}")
            return None


def _said(value: Any, languages: Sequence[str]) -> str:
    if isinstance(value, Mapping):
        return pick(value, languages)
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(_said(one, languages) for one in value)
    return str(value)


@cache
def words_of(package: str) -> Words:
    """The catalogues in `words/` of a package, read once; none for a package without them."""
    folder = files(package).joinpath("words")
    return Words({language: found for language in LANGUAGES if (found := _read(folder / f"{language}.json"))})


def _read(file: Traversable) -> Any:
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


@cache
def _addresses(package: str) -> Mapping[str, str]:
    listed: Mapping[str, str] = _read(files(package).joinpath("words") / "addresses.json")
    return listed


def address(package: str, name: str, **parameters: Any) -> str:
    """A place in the app, by its name in `addresses.json`; `{id}` in it is a parameter."""
    return _addresses(package)[name].format_map({key: quote(str(value), safe="") for key, value in parameters.items()})


def unfit(kind: str, **parameters: Any) -> PydanticCustomError:
    """What a validator of a body raises: `raise unfit("address_unfit")`, with its sentence in section `bodies`.

    A kind in CamelCase is the code of the whole problem when nothing else is wrong; any other leaves it `Malformed`.
    """
    return PydanticCustomError(kind, kind, parameters)


def with_details(words: Words, members: Mapping[str, Any], languages: Sequence[str]) -> dict[str, Any]:
    """The members of a problem, each listed `{code, ...}` with the sentence of section `reasons`."""
    return {name: _explained(words, value, languages) for name, value in members.items()}


def _explained(words: Words, value: Any, languages: Sequence[str]) -> Any:
    if not isinstance(value, list | tuple):
        return value
    return [
        {**one, "detail": words.say("reasons", str(one["code"]), one, languages) or str(one["code"])}
        if isinstance(one, Mapping) and "code" in one and "detail" not in one
        else one
        for one in value
    ]
