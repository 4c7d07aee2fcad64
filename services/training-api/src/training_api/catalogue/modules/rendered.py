"""Answers of the catalogue as bytes, kept for as long as the catalogue does not change."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Response
from service_kit.identity.auth import Actor

from training_api.permissions import Permission

MOST = 200


@dataclass(frozen=True, slots=True)
class Kept:
    body: bytes
    headers: Mapping[str, str]

    def answer(self) -> Response:
        return Response(self.body, media_type="application/json", headers=self.headers)


class Rendered:
    """A bounded memory; its keys name the catalogue's revision, so nothing in it is ever wrong."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    @staticmethod
    def audience_of(actor: Actor) -> str:
        """What decides on what an actor sees: people of one kind share their answers."""
        if actor.may(Permission.WRITE_CATALOGUE):
            return "all"
        person = actor.person
        if person is None:
            return "published"
        return repr((person.department, person.division, person.job_profile, sorted(person.roles)))

    def get(self, source: str) -> Kept | None:
        return self._kept.get(source)

    def keep(self, source: str | None, body: bytes, headers: Mapping[str, str]) -> Kept:
        """Without a source it is answered and forgotten."""
        kept = Kept(body, dict(headers))
        if source is None:
            return kept
        self._kept[source] = kept
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return kept
