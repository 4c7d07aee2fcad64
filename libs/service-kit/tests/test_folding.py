"""Text is folded alike in Python and in SQL, and people find and sort what they look for."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from service_kit.domain import folding
from service_kit.domain.twins import Example, compare
from sqlalchemy import ARRAY, String, Text, cast, column, func, insert, literal, select, table
from sqlalchemy.dialects.postgresql import JSONB

FOLDED = [
    Example("accents and case", "Éloïse ÇA", "eloise ca"),
    Example("the Turkish i, all four", "İIıi", "iiii"),
    Example("letters that are two", "Straße Æsop Œuvre", "strasse aesop oeuvre"),
    Example("letters with a stroke", "Łódź Øresund", "lodz oresund"),
    Example("Greek with its last sigma", "ΣΊΣΥΦΟΣ ς", "σισυφοσ σ"),
    Example("Cyrillic", "МОСКВА й", "москва и"),
    Example("what is not seen", "co\u00adop\u200berate", "cooperate"),
    Example("full width", "ＡＢＣ１", "abc1"),
]
SEARCHABLE = [
    Example("a hyphen", "Jean-Pierre", "jean pierre jeanpierre"),
    Example("an apostrophe", "L\u2019Équipe", "l equipe lequipe"),
    Example("an address", "anna.b@example.org", "anna b example org"),
    Example("a script without case", "日本語、東京", "日本語 東京"),
]
TEXTS = st.text(
    st.one_of(
        st.characters(min_codepoint=1, max_codepoint=0x24F),
        st.characters(min_codepoint=0x370, max_codepoint=0x556, categories=("Lu", "Ll", "Nd", "Po")),
        st.sampled_from("İIıi'’-–‐´` \u00ad\u200bßẞŒ"),
    ),
    max_size=30,
)
FORMS: dict[str, Any] = {"folded": folding.folded, "searchable": folding.searchable}


async def in_sql(session: Any, function: str, texts: Sequence[str]) -> list[str]:
    """All texts in one statement."""
    given_ = func.unnest(cast(list(texts), ARRAY(Text))).table_valued("text", with_ordinality="place").render_derived()
    statement = select(getattr(func, function)(given_.c.text)).order_by(given_.c.place)
    return list((await session.execute(statement)).scalars())


@pytest.mark.parametrize(("form", "examples"), [("folded", FOLDED), ("searchable", SEARCHABLE)])
async def test_the_examples_hold_in_python_and_in_sql(session: Any, form: str, examples: Any) -> None:
    await compare(FORMS[form], lambda texts: in_sql(session, form, texts), examples=examples)


@given(texts=st.lists(TEXTS, min_size=40, max_size=80))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
async def test_both_forms_agree_on_any_text(session: Any, texts: list[str]) -> None:
    await compare(folding.folded, lambda some: in_sql(session, "folded", some), examples=FOLDED, generated=texts)
    some = [text for text in texts if text.strip()]
    await compare(
        folding.searchable, lambda found: in_sql(session, "searchable", found), examples=SEARCHABLE, generated=some
    )


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("jeanpierre", "Jean-Pierre Dubois", True),
        ("jean-pierre", "Jean Pierre Dubois", True),
        ("jean pierre", "Jean-Pierre Dubois", True),
        ("o'brien", "OBrien", True),
        ("obrien", "Siobhán O’Brien", True),
        ("siobhan", "Siobhán O’Brien", True),
        ("istanbul", "İSTANBUL", True),
        ("ISTANBUL", "ıstanbul", True),
        ("dub jea", "Jean-Pierre Dubois", True),
        ("ubois", "Jean-Pierre Dubois", False),
        ("jean marie", "Jean-Pierre Dubois", False),
        ("l'équipe", "Notre equipe", False),
        ("', & | ! :* <->", "anything", False),
        ("a:* | b", "b", False),
        ("E-0077", "number E-0077", True),
        ("example.org", "anna@example.org", True),
    ],
)
async def test_people_find_what_they_type(session: Any, typed: str, text: str, found: bool) -> None:
    assert (await session.execute(select(folding.matches(literal(text), typed)))).scalar_one() is found


@given(typed=TEXTS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
async def test_whatever_is_typed_is_a_search_and_finds_its_own_text(session: Any, typed: str) -> None:
    found = (await session.execute(select(folding.matches(literal(typed), typed)))).scalar_one()
    assert found is bool(folding.search_terms(typed))


async def test_names_stand_where_a_reader_looks_for_them(session: Any) -> None:
    names = ["Zola", "van den Berg", "Ångström", "Berger", "D’Hondt", "Dhoore", "Östlund", "Van Damme", "de Wit", "Van"]

    async def sorted_by(language: str) -> list[str]:
        given_ = func.unnest(cast(names, ARRAY(Text))).column_valued("name")
        found = await session.execute(select(given_).order_by(folding.name_sort_key(given_, language), given_))
        return list(found.scalars())

    assert await sorted_by("nl") == [
        "Ångström", "van den Berg", "Berger", "Van Damme", "D’Hondt", "Dhoore", "Östlund", "Van", "de Wit", "Zola",
    ]  # fmt: skip
    assert await sorted_by("nl-BE") == [
        "Ångström", "Berger", "de Wit", "D’Hondt", "Dhoore", "Östlund", "Van", "Van Damme", "van den Berg", "Zola",
    ]  # fmt: skip


@pytest.mark.parametrize("texts", [["body"], ["code", "localized_words(title)", "body"]])
async def test_the_index_is_used(session: Any, texts: list[str]) -> None:
    """As the driver asks: with what was typed as a parameter, in a plan made for any parameter."""
    connection = await session.connection()
    for statement in (
        "CREATE TABLE found (code varchar(64), title jsonb, body text)",
        folding.search_index("ix_found", "found", *texts),
        "SET LOCAL enable_seqscan = off",
        "SET LOCAL plan_cache_mode = force_generic_plan",
    ):
        await connection.exec_driver_sql(statement)
    found = table("found", column("code", String(64)), column("title", JSONB), column("body", Text))
    columns = [found.c.code, folding.localized_words(found.c.title), found.c.body]
    document = found.c.body if len(texts) == 1 else folding.together(*columns)
    asked = select(found).where(folding.matches(document, "o'brien"))
    compiled = asked.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    (typed,) = compiled.params.values()
    prepared = str(compiled).replace(f"%({next(iter(compiled.params))})s", "$1")
    await connection.exec_driver_sql(f"PREPARE asked AS {prepared}")
    plan = await connection.exec_driver_sql(f"EXPLAIN EXECUTE asked ('{typed}')")
    assert "ix_found" in "\n".join(plan.scalars())
    await session.execute(insert(found).values(code="K-7", title={"en": "O'Brien", "nl": "x"}, body="O’Brien"))
    await session.execute(insert(found).values(code=None, title=None, body="O-Brien"))
    assert len((await session.execute(asked)).all()) == 2
    await connection.exec_driver_sql("DEALLOCATE asked")
