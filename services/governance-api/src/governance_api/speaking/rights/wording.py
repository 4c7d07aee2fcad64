"""What a right rests on and what is missing, in the reader's words; a refusal is a path."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.localized import accepted_languages, pick
from service_kit.identity.auth import Actor

from governance_api.permissions import Permission
from governance_api.speaking.rights.queries import Known
from governance_api.speaking.rights.rules import Because, Missing, Right, Standing, may_see_why, on_network, right
from governance_api.speaking.rights.schemas import (
    BecauseOut,
    CheckOut,
    FixOut,
    MissingOut,
    SpeakingRightOut,
    SuspensionOut,
)

DETAILS: Mapping[str, Mapping[str, str]] = {
    Missing.CERTIFICATE_MISSING: {
        "en": "A valid certificate is missing.",
        "nl": "Een geldig certificaat ontbreekt.",
        "fr": "Il manque un certificat valable.",
    },
    Missing.CERTIFICATE_EXPIRED: {
        "en": "The certificate has expired.",
        "nl": "Het certificaat is verlopen.",
        "fr": "Le certificat a expiré.",
    },
    Missing.CERTIFICATE_SUSPENDED: {
        "en": "The certificate is suspended.",
        "nl": "Het certificaat is geschorst.",
        "fr": "Le certificat est suspendu.",
    },
    Missing.ACKNOWLEDGEMENT_MISSING: {
        "en": "The guideline in force is not acknowledged.",
        "nl": "De geldende richtlijn is niet bevestigd.",
        "fr": "La directive en vigueur n'est pas confirmée.",
    },
    Missing.SUSPENDED: {
        "en": "Speaking for the brand is suspended.",
        "nl": "Spreken namens het merk is geschorst.",
        "fr": "Le droit de parler pour la marque est suspendu.",
    },
    Missing.PERSON_INACTIVE: {
        "en": "This person has left.",
        "nl": "Deze persoon is vertrokken.",
        "fr": "Cette personne est partie.",
    },
    Because.CERTIFICATE_VALID: {
        "en": "The certificate is valid.",
        "nl": "Het certificaat is geldig.",
        "fr": "Le certificat est valable.",
    },
    Because.ACKNOWLEDGEMENT_CURRENT: {
        "en": "The guideline in force is acknowledged.",
        "nl": "De geldende richtlijn is bevestigd.",
        "fr": "La directive en vigueur est confirmée.",
    },
    Because.NOT_SUSPENDED: {
        "en": "There is no suspension.",
        "nl": "Er is geen schorsing.",
        "fr": "Il n'y a pas de suspension.",
    },
}
LABELS: Mapping[str, Mapping[str, str]] = {
    Missing.CERTIFICATE_MISSING: {
        "en": "Earn the certificate",
        "nl": "Haal het certificaat",
        "fr": "Obtenir le certificat",
    },
    Missing.CERTIFICATE_EXPIRED: {
        "en": "Renew the certificate",
        "nl": "Vernieuw het certificaat",
        "fr": "Renouveler le certificat",
    },
    Missing.CERTIFICATE_SUSPENDED: {
        "en": "See why it is suspended",
        "nl": "Bekijk waarom het geschorst is",
        "fr": "Voir pourquoi il est suspendu",
    },
    Missing.ACKNOWLEDGEMENT_MISSING: {
        "en": "Read and acknowledge the guideline",
        "nl": "Lees en bevestig de richtlijn",
        "fr": "Lire et confirmer la directive",
    },
    Missing.SUSPENDED: {
        "en": "Share as yourself meanwhile",
        "nl": "Deel intussen als jezelf",
        "fr": "Partager en votre nom entre-temps",
    },
    Missing.PERSON_INACTIVE: {
        "en": "See the guidelines",
        "nl": "Bekijk de richtlijnen",
        "fr": "Voir les directives",
    },
}


def href_of(code: Missing, standing: Standing | None) -> str:
    """Where in the app the way on begins."""
    if code == Missing.SUSPENDED:
        return "/share"
    if code == Missing.ACKNOWLEDGEMENT_MISSING and standing is not None:
        if standing.acknowledgement_state in ("open", "declined") and standing.acknowledgement_id:
            return f"/guidelines/acknowledge/{standing.acknowledgement_id}"
        return f"/guidelines/{standing.guideline}"
    return "/guidelines" if code == Missing.PERSON_INACTIVE else "/learn/certificates"


def languages_of(actor: Actor, accept_language: str | None) -> list[str]:
    """What the reader wants to read: as the request says, else the reader's own; a system without a wish, English."""
    own = [actor.person.locale] if actor.person else []
    return [*accepted_languages(accept_language), *own]


def check_out(right: Right, languages: Sequence[str], *, why: bool) -> CheckOut:
    """The answer in the reader's language, with its reasons for those who may see them."""
    if not why:
        return CheckOut(allowed=right.allowed, because=[], missing=[])
    return CheckOut(
        allowed=right.allowed,
        because=[BecauseOut(code=code, detail=pick(DETAILS[code], languages)) for code in right.because],
        missing=[
            MissingOut(
                code=code,
                detail=pick(DETAILS[code], languages),
                fix=FixOut(label=pick(LABELS[code], languages), href=href_of(code, right.standing)),
            )
            for code in right.missing
        ],
    )


def whole_out(known: Known, actor: Actor, accept_language: str | None, *, now: datetime) -> SpeakingRightOut:
    """All that this reader may know of a person's right."""
    answer, why = right(known.facts, now), may_see_why(actor, known.person_id)
    last, suspension = known.last, None
    if why and last["suspended_at"]:
        suspension = _suspension(last, known.person_id, actor)
    return SpeakingRightOut(
        **check_out(answer, languages_of(actor, accept_language), why=why).model_dump(),
        person_id=known.person_id,
        state="suspended" if suspension else "granted" if answer.allowed else "open",
        since=last["since"] if why and last["allowed"] == answer.allowed else None,
        suspension=suspension,
        networks={
            network: right(on_network(known.facts, schemes), now).allowed for network, schemes in known.policies.items()
        },
    )


def _suspension(last: Mapping[str, Any], person_id: UUID, actor: Actor) -> SuspensionOut:
    """What somebody wrote is told to the person and to those who suspend; a service learns that and until when."""
    told = actor.may(Permission.SUSPEND_SPEAKING_RIGHTS) or (actor.person and actor.person.id == person_id)
    return SuspensionOut(
        id=last["suspension_id"],
        reason=last["reason"] if told else None,
        until=last["until"],
        suspended_by=last["suspended_by"] if told else None,
        suspended_at=last["suspended_at"],
    )
