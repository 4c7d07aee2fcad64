"""What is said of a right: every code in every language, and every way on leads to an address that is listed."""

from uuid import UUID

import pytest
from governance_api.speaking.rights.rules import Because, Missing, SchemeFacts, way_on
from service_kit.web.words import address, words_of

LANGUAGES = {"en", "fr", "nl"}
ASKED = SchemeFacts("speaker", "social-media", acknowledgement_id=UUID(int=1), acknowledgement_state="open")
PLACES = {
    Missing.CERTIFICATE_MISSING: "/learn/certificates",
    Missing.CERTIFICATE_EXPIRED: "/learn/certificates",
    Missing.CERTIFICATE_SUSPENDED: "/learn/certificates",
    Missing.ACKNOWLEDGEMENT_MISSING: f"/guidelines/acknowledge/{UUID(int=1)}",
    Missing.SUSPENDED: "/share",
    Missing.PERSON_INACTIVE: "/guidelines",
}


@pytest.mark.parametrize("code", [*Missing, *Because])
def test_every_reason_is_said_in_every_language(code: str) -> None:
    assert set(words_of("governance_api").texts("reasons", code)) == LANGUAGES


@pytest.mark.parametrize("code", Missing)
def test_every_lack_has_a_way_on(code: Missing) -> None:
    assert set(words_of("governance_api").texts("fixes", code)) == LANGUAGES
    place, parameters = way_on(code, ASKED)
    assert address("governance_api", place, **parameters) == PLACES[code]


def test_who_was_never_asked_reads_the_guideline_itself() -> None:
    place, parameters = way_on(Missing.ACKNOWLEDGEMENT_MISSING, SchemeFacts("speaker", "a/b"))
    assert address("governance_api", place, **parameters) == "/guidelines/a%2Fb"
