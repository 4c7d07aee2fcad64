"""Language tags in one writing, however people and systems write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from service_kit.data.localized import language_tag
from service_kit.settings import ServiceSettings


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("nl", "nl"), ("NL", "nl"), ("nl_be", "nl-BE"), ("nl-be", "nl-BE"), ("FR_fr", "fr-FR"), (" en-GB ", "en-GB"),
        ("zh_hant_tw", "zh-Hant-TW"), ("de-1996", "de-1996"), ("ast", "ast"),
        ("", None), ("n", None), ("english", None), ("nl-", None), ("nl--BE", None), ("nl.BE", None), ("nl-é", None),
    ],
)  # fmt: skip
def test_a_language_tag_has_one_writing(written: str, tag: str | None) -> None:
    assert language_tag(written) == tag


@given(st.from_regex(r"[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{2,8}){0,3}", fullmatch=True))
def test_the_writing_stays(written: str) -> None:
    tag = language_tag(written)
    assert tag is not None
    assert language_tag(tag) == tag
    assert tag.lower() == written.replace("_", "-").lower()


@pytest.mark.parametrize(("written", "kept"), [("NL_be", "nl-BE"), ("", "en")])
def test_the_language_of_nobody_in_particular_is_a_setting(
    written: str, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://x/y")
    monkeypatch.setenv("OIDC_ISSUER", "https://issuer.test")
    monkeypatch.setenv("DEFAULT_LOCALE", written)
    assert ServiceSettings().default_locale == kept


def test_a_language_that_is_none_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://x/y")
    monkeypatch.setenv("OIDC_ISSUER", "https://issuer.test")
    monkeypatch.setenv("DEFAULT_LOCALE", "Dutch")
    with pytest.raises(ValidationError, match="default_locale"):
        ServiceSettings()
