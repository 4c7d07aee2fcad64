"""An unknown query parameter is refused, never ignored: a filter that is misspelt would show everything."""

from collections.abc import Collection, Iterator
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.dependencies.models import Dependant

from service_kit.web.errors import Malformed


class UnknownParameter(Malformed):
    """The address has a parameter that this operation does not know; `known` lists those it does."""

    pointer = "#/query"


def known_parameters(dependant: Dependant) -> frozenset[str]:
    """The names of the query parameters of an endpoint and of everything it depends on."""
    return frozenset(_names(dependant))


def _names(dependant: Dependant) -> Iterator[str]:
    for parameter in dependant.query_params:
        yield parameter.alias
    for inner in dependant.dependencies:
        yield from _names(inner)


def refuse_unknown(request: Request, known: Collection[str]) -> None:
    """Refuse, 422, a parameter that is not known; `parameter` names the first such one."""
    if not request.scope["query_string"]:
        return
    given = [name for name, _ in parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)]
    unknown = next((name for name in given if name not in known), None)
    if unknown is not None:
        others = f"It knows {', '.join(sorted(known))}." if known else "It takes none."
        name = unknown[:100]
        raise UnknownParameter(
            f"This address has no parameter {name!r}. {others}",
            pointer=f"#/query/{name.replace('~', '~0').replace('/', '~1')}",
            parameter=name,
            known=sorted(known),
        )
