"""How each thing that waits is put to the person."""

from collections.abc import Mapping
from typing import Any

TEXTS: Mapping[str, Mapping[str, str]] = {
    "Invited": {
        "en": "You are invited; only you decide.",
        "nl": "Je bent uitgenodigd; alleen jij beslist.",
        "fr": "Vous êtes invité ; vous seul décidez.",
    },
    "Accepted": {
        "en": "You said yes: begin when you are ready.",
        "nl": "Je zei ja: begin zodra je klaar bent.",
        "fr": "Vous avez dit oui : commencez quand vous êtes prêt.",
    },
    "RedemptionRequested": {
        "en": "A colleague waits for your decision.",
        "nl": "Een collega wacht op je beslissing.",
        "fr": "Un collègue attend votre décision.",
    },
    "SelfNominated": {
        "en": "A colleague would like to join.",
        "nl": "Een collega wil meedoen.",
        "fr": "Un collègue souhaite participer.",
    },
}
PROGRAMME = {"en": "Ambassador programme", "nl": "Ambassadeursprogramma", "fr": "Programme des ambassadeurs"}


def put(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of `queries.waiting_for` as a task."""
    if row["what"] == "redemption":
        title = {language: f"{text} · {row['name']}" for language, text in row["title"].items()}
        return _task(row, "redemption-decision", "redemption", title, "RedemptionRequested", "/manage/rewards")
    if row["what"] == "nomination":
        title = {language: f"{text} · {row['name']}" for language, text in PROGRAMME.items()}
        return _task(row, "ambassador-nomination", "nomination", title, "SelfNominated", "/manage/ambassadors")
    step = "Invited" if row["state"] == "invited" else "Accepted"
    kind = "ambassador-invitation" if step == "Invited" else "ambassador-activation"
    return _task(row, kind, "ambassadorship", dict(PROGRAMME), step, "/share/ambassador")


def _task(
    row: Mapping[str, Any], kind: str, code: str, title: dict[str, str], reason: str, href: str
) -> dict[str, Any]:
    return {
        "id": f"{kind}:{row['id']}",
        "kind": kind,
        "subject": {"id": row["id"], "code": code, "title": title},
        "reason": {"code": reason, "text": dict(TEXTS[reason])},
        "href": href,
    }
