"""What a right rests on and what is missing, in the reader's words; a refusal is a path."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from service_kit.data.localized import pick
from service_kit.identity.auth import Actor

from governance_api.permissions import Permission
from governance_api.speaking.rights.queries import Known
from governance_api.speaking.rights.rules import Because, Missing, Right, Standing, right
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


def check_out(right: Right, languages: Iterable[str]) -> CheckOut:
    """The answer in the reader's language."""
    wanted = list(languages)
    return CheckOut(
        allowed=right.allowed,
        because=[BecauseOut(code=code, detail=pick(DETAILS[code], wanted)) for code in right.because],
        missing=[
            MissingOut(
                code=code,
                detail=pick(DETAILS[code], wanted),
                fix=FixOut(label=pick(LABELS[code], wanted), href=href_of(code, right.standing)),
            )
            for code in right.missing
        ],
    )


def whole_out(known: Known, actor: Actor, languages: Iterable[str], *, now: datetime) -> SpeakingRightOut:
    """All there is to say of a person's right; why it is suspended only to herself and to those who suspend."""
    answer = right(known.facts, now)
    told = actor.may(Permission.SUSPEND_SPEAKING_RIGHTS) or (actor.person and actor.person.id == known.person_id)
    last, suspension = known.last, None
    if last["suspended_at"]:
        suspension = SuspensionOut(
            id=last["suspension_id"],
            reason=last["reason"] if told else None,
            until=last["until"],
            suspended_by=last["suspended_by"] if told else None,
            suspended_at=last["suspended_at"],
        )
    return SpeakingRightOut(
        **check_out(answer, [*languages, known.locale]).model_dump(),
        person_id=known.person_id,
        state="suspended" if suspension else "granted" if answer.allowed else "open",
        since=last["since"] if last["allowed"] == answer.allowed else None,
        suspension=suspension,
        networks={network: _on(known, schemes, now) for network, schemes in known.policies.items()},
    )


def _on(known: Known, schemes: Iterable[str], now: datetime) -> bool:
    counting = set(schemes)
    standings = [standing for standing in known.facts.standings if standing.scheme in counting]
    return right(replace(known.facts, standings=standings), now).allowed
