"""Text as people search and sort it: accents, case, apostrophes, hyphens and the Turkish i do not matter.

The same tables make the Python form and the SQL functions, which the kit's migrations install and which stand in the
indexes of the rooms: PostgreSQL 15 and later, whatever its collation, without ICU and without extensions. The bodies
call nothing of ours, so that a restore may make an index before it knows our schema. What is folded must not change
without a migration that makes these indexes anew.
"""

import re
import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, literal, literal_column
from sqlalchemy.dialects.postgresql import TSQUERY

MARKS = r"\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
INVISIBLE = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff"
SEVERAL = {"ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th"}
ALIKE = {"ı": "i", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ς": "σ"}
CASED = (*range(0xD0, 0x250), *range(0x370, 0x530), *range(0x531, 0x557))
"""Where letters with a case stand that have no accent to lose: Latin, Greek, Cyrillic, Armenian."""
APOSTROPHES = r"'`\u2018\u2019\u02bc"
JOINERS = APOSTROPHES + r"\u2010\u2012\u2013\u2212-"
BREAKS = r"\u0001-/:-`{-\u00bf\u00d7\u00f7\u02b0-\u02ff\u2000-\u2bff\u3000-\u303f"
"""What parts words, once everything is folded; letters and digits of any script are all the rest."""
PARTICLES = "van|von|de|den|der|des|ten|ter|te|t|s|het|in|op|aan|uit|bij|onder|over|voor|zu|zum|zur|da|di|del|la|le"


def _letters() -> dict[str, str]:
    letters = dict(ALIKE)
    for code in CASED:
        upper, lower = chr(code), chr(code).lower()
        if (
            unicodedata.normalize("NFKD", upper) == upper
            and len(lower) == 1
            and lower != upper
            and upper not in SEVERAL
        ):
            letters[upper] = ALIKE.get(lower, lower)
    return letters


LETTERS = _letters()
_ASCII = {chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
_TABLE = str.maketrans({**_ASCII, **LETTERS, **SEVERAL})
_LOST = re.compile(f"[{MARKS}{INVISIBLE}]")
_JOINERS = re.compile(f"[{JOINERS}]+")
_BREAKS = re.compile(f"[{BREAKS}]+")


def folded(text: str) -> str:
    """A text without what people do not look at: NFKD, no accents, nothing invisible, small letters."""
    return _LOST.sub("", unicodedata.normalize("NFKD", text)).translate(_TABLE)


def searchable(text: str) -> str:
    """The words by which a text is found; a word with an apostrophe or a hyphen also as one and as its parts."""
    plain = folded(text)
    parts = _BREAKS.sub(" ", plain)
    return f"{parts} {_BREAKS.sub(' ', _JOINERS.sub('', plain))}" if _JOINERS.search(plain) else parts


def search_terms(q: str) -> str:
    """What somebody typed as a `tsquery`: every word must be there, each by its beginning; empty without any word."""
    terms = []
    for token in re.split(r"\s+", re.sub(f"(?![{JOINERS}])[{BREAKS}]", " ", folded(q))):
        joined = _BREAKS.sub("", token)
        parts = [f"{part}:*" for part in _BREAKS.sub(" ", token).split()]
        if joined:
            terms.append(f"({joined}:* | ({' & '.join(parts)}))" if len(parts) > 1 else parts[0])
    return " & ".join(terms)


def matches(document: ColumnElement[str], q: str) -> ColumnElement[bool]:
    """Whether the words somebody typed are in a text; fast with the index of `search_index` on the same text."""
    return matching(document, cast(literal(search_terms(q), Text), TSQUERY))


def matching(document: ColumnElement[str], terms: ColumnElement[Any]) -> ColumnElement[bool]:
    """As `matches`, with what `search_terms` makes of the words already as a `tsquery`."""
    simple: ColumnElement[Any] = literal_column("'simple'::regconfig")
    found: ColumnElement[bool] = func.to_tsvector(simple, func.searchable(document)).op("@@")(terms)
    return found


def localized_words(texts: Any) -> ColumnElement[str]:
    """Every language of a localised `jsonb` text, to be searched."""
    return func.localized_words(texts, type_=Text)


def sort_key(text: Any) -> ColumnElement[Any]:
    """What a text is sorted by: accents, case and apostrophes do not matter. Sorted by code point."""
    return func.sort_key(text, type_=Text).collate("C")


def name_sort_key(name: Any, language: str) -> ColumnElement[Any]:
    """What a family name is sorted by for a reader: in the Netherlands without its particles, elsewhere with them."""
    if language in ("nl", "nl-NL"):
        return func.name_sort_key(name, type_=Text).collate("C")
    return sort_key(name)


def together(*texts: ColumnElement[Any]) -> ColumnElement[Any]:
    """Several texts to be searched as one; its index is that of `search_index` with the same texts in this order.

    No value of it is a parameter: an index is only used for exactly the expression that it was made of.
    """
    empty: ColumnElement[Any] = literal_column("''", Text)
    blank: ColumnElement[Any] = literal_column("' '", Text)
    whole: ColumnElement[Any] = func.coalesce(texts[0], empty, type_=Text)
    for text in texts[1:]:
        whole = whole + blank + func.coalesce(text, empty, type_=Text)
    return whole


def search_index(name: str, table: str, *texts: str) -> str:
    """The statement for a migration that makes `matches` fast: of one text, or of several taken `together`.

    Each text is SQL on the table's columns, such as `code` or `localized_words(title)`.
    """
    whole = texts[0] if len(texts) == 1 else " || ' ' || ".join(f"coalesce({text}, '')" for text in texts)
    return f"CREATE INDEX {name} ON {table} USING gin (to_tsvector('simple'::regconfig, searchable({whole})))"


def _sql_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _sql_folded(argument: str) -> str:
    sql = f"regexp_replace(normalize({argument}, NFKD), {_sql_text(f'[{MARKS}{INVISIBLE}]')}, '', 'g')"
    sql = f'translate(lower({sql} COLLATE "C"), {_sql_text("".join(LETTERS))}, {_sql_text("".join(LETTERS.values()))})'
    for letter, several in SEVERAL.items():
        sql = f"replace({sql}, {_sql_text(letter)}, {_sql_text(several)})"
    return sql


def _sql_replaced(text: str, characters: str, by: str) -> str:
    return f"regexp_replace({text}, {_sql_text(f'[{characters}]+')}, {_sql_text(by)}, 'g')"


_PARTS = _sql_replaced("plain", BREAKS, " ")
_KEY = f"btrim({_sql_replaced(_sql_replaced('plain', APOSTROPHES, ''), BREAKS, ' ')})"
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION {} RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $fold$ {} $fold$;"
)
_PLAIN = f"FROM (SELECT {_sql_folded('$1')} AS plain) AS folded"
INSTALL_FOLDING = "\n".join(
    [
        _FUNCTION.format("folded(text)", f"SELECT {_sql_folded('$1')}"),
        _FUNCTION.format(
            "searchable(text)",
            f"SELECT CASE WHEN plain ~ {_sql_text(f'[{JOINERS}]')} THEN {_PARTS} || ' ' || "
            f"{_sql_replaced(_sql_replaced('plain', JOINERS, ''), BREAKS, ' ')} ELSE {_PARTS} END {_PLAIN}",
        ),
        _FUNCTION.format("sort_key(text)", f"SELECT {_KEY} {_PLAIN}"),
        _FUNCTION.format(
            "name_sort_key(text)",
            f"SELECT coalesce(nullif(regexp_replace({_KEY}, '^(({PARTICLES}) )+', ''), ''), {_KEY}) {_PLAIN}",
        ),
        _FUNCTION.format(
            "localized_words(jsonb)",
            "SELECT string_agg(value, ' ' ORDER BY key) "
            "FROM jsonb_each_text(CASE jsonb_typeof($1) WHEN 'object' THEN $1 ELSE '{}' END)",
        ),
    ]
)
"""What makes the functions; for the kit's migrations."""
