"""A tag is the one we gave, whatever a proxy on the way made of it; another version's never becomes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from service_kit.testing.proxies import forms_of
from service_kit.web.concurrency import _matching
from service_kit.web.tags import is_held, plain_tags

OURS = '"v3.0a1b2c"'


@pytest.mark.parametrize("form", forms_of(OURS))
def test_each_proxys_form_names_our_tag(form: str) -> None:
    assert plain_tags(form) == [OURS]
    assert is_held(f'"other", {form}', OURS)
    assert _matching(form).versions == {3}
    assert _matching(f'"v1", {form}').versions == {1, 3}


@pytest.mark.parametrize(
    "other",
    [
        '"v2.0a1b2c-gzip"', 'W/"v30"', '"v3-deflated"', '"v3.0a1b2c-brotli"', "v3.0a1b2c", '"v3.0a1b2c', '""', "",
        '"v3.0a1b2c"-gzip-more', '"v3.0a1b2c"W/',
    ],
)  # fmt: skip
def test_another_tag_stays_another(other: str) -> None:
    assert not is_held(other, OURS)
    assert 3 not in (_matching(other).versions or ())


def test_any_is_any() -> None:
    assert is_held("*", OURS)
    assert is_held('"x", *', OURS)
    assert not is_held(None, OURS)
    assert _matching(" * ").versions is None


@given(st.text())
def test_whatever_comes_is_read(text: str) -> None:
    assert len(plain_tags(text)) == text.count(",") + 1


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(forms_of('"v{}.ab"')))
def test_a_form_names_exactly_its_own_version(version: int, other: int, form: str) -> None:
    assert _matching(form.format(version)).holds(other) is (version == other)
