"""Refusals, and the one place where they become RFC 9457 problems."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from procrastinate.exceptions import ProcrastinateException
from psycopg import DataError as ValueUnfit
from psycopg import Error as DriverError
from psycopg import IntegrityError as ConstraintBroken
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from starlette.exceptions import HTTPException

from service_kit.data.faults import Outage, outage_of
from service_kit.data.localized import accepted_languages
from service_kit.observe.trace import current_request_id
from service_kit.web.words import Words, with_details, words_of

FAULTS_LISTED = 100
_Row = TypeVar("_Row")
PROBLEM = "application/problem+json"
log = structlog.get_logger(__name__)


class Refusal(Exception):
    """An error with a status, a title and further members of the problem, which are also what its sentence tells.

    The sentence stands in the catalogue of the service (see `words.py`) under the code, or under `Code.case` where one
    code has several; only the kit gives its own as `detail`.
    """

    status: ClassVar[int] = 409
    title: ClassVar[str] = "Not possible now"

    def __init__(
        self, detail: str = "", *, case: str = "", headers: Mapping[str, str] | None = None, **members: Any
    ) -> None:
        super().__init__(detail or case or type(self).__name__)
        self.given = detail
        self.case = case
        self.headers = dict(headers or {})
        self.members = members

    @property
    def code(self) -> str:
        """The stable name of this refusal."""
        return type(self).__name__

    @property
    def detail(self) -> str:
        """In English where the kit gave a sentence, else the title: for records that no request asked for."""
        return self.given or self.title

    def said(self, words: Words, languages: Sequence[str]) -> tuple[str, dict[str, Any]]:
        """The sentence and the members, in the first of the languages there is."""
        key = f"{self.code}.{self.case}" if self.case else self.code
        detail = self.given or words.say("refusals", key, self.members, languages)
        return detail or self.title, with_details(words, self.members, languages)


class Unauthenticated(Refusal):
    status = 401
    title = "Authentication needed"


class Forbidden(Refusal):
    """`permission` is what would let the caller pass; the answer adds the scopes that hold it."""

    status = 403
    title = "Permission missing"


class PersonRequired(Forbidden):
    title = "Only a person can do this"


class Missing(Refusal):
    status = 404
    title = "Not found"

    def __init__(self, detail: str = "", *, case: str = "", **members: Any) -> None:
        super().__init__(detail or ("" if case else "There is nothing here that you may see."), case=case, **members)


def present(row: _Row | None) -> _Row:
    """What was looked for; hidden and missing are both 404."""
    if row is None:
        raise Missing
    return row


class Malformed(Refusal):
    """The request is not valid; `pointer` names the place as a JSON Pointer, by default the one of its class."""

    status = 422
    title = "The request is not valid"
    pointer: ClassVar[str] = ""

    def __init__(self, detail: str = "", *, case: str = "", pointer: str | None = None, **members: Any) -> None:
        place = self.pointer if pointer is None else pointer
        super().__init__(detail, case=case, errors=[{"pointer": place}], **members)

    def said(self, words: Words, languages: Sequence[str]) -> tuple[str, dict[str, Any]]:
        detail, members = super().said(words, languages)
        return detail, members | {"errors": [{**one, "detail": detail} for one in self.members["errors"]]}


class TooLarge(Refusal):
    status = 413
    title = "Too large"


class Unavailable(Refusal):
    """A service does not answer; asking again later helps."""

    status = 503
    title = "A service does not answer"

    def __init__(self, detail: str = "", *, case: str = "", retry_after: int = 2, **members: Any) -> None:
        super().__init__(detail, case=case, headers={"Retry-After": str(retry_after)}, **members)


class StorageFull(Unavailable):
    """The disk of the database is full. Reading works; an operator has to make room."""

    title = "There is no room left"


class ReadOnly(Unavailable):
    """Only reading is possible now."""

    title = "Only reading is possible now"


class DatabaseBusy(Unavailable):
    """The database is busy, or another transaction holds a lock. Nothing was changed."""

    title = "The database is busy"


class SiblingAway(Unavailable):
    title = "Another service does not answer"


class AlreadyThere(Refusal):
    title = "Already exists"


class StillReferred(Refusal):
    title = "Something else refers to it, or it refers to something that is not there"


def kebab(code: str) -> str:
    """`PrerequisitesMissing` as it stands in an address: `prerequisites-missing`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", code).lower()


def problem(
    request: Request,
    status: int,
    code: str,
    title: str,
    detail: str,
    members: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """A problem document; `request_id` is what a person may quote."""
    body = {
        "type": f"/problems/{kebab(code)}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        **jsonable_encoder(dict(members or {})),
    }
    if request_id := current_request_id():
        body["request_id"] = request_id
    return JSONResponse(
        body, status_code=status, media_type=PROBLEM, headers={"Cache-Control": "no-store", **(headers or {})}
    )


def _refused(request: Request, refusal: Refusal) -> JSONResponse:
    headers = dict(refusal.headers)
    if refusal.status == 401:
        headers.setdefault("WWW-Authenticate", "Bearer")
    detail, members = refusal.said(_words(request), _languages(request))
    if isinstance(refusal, Forbidden) and (permission := members.get("permission")):
        members = {**members, "scopes": request.app.state.grants.scopes_with(permission)}
    return problem(request, refusal.status, refusal.code, refusal.title, detail, members, headers)


def _words(request: Request) -> Words:
    return words_of(request.app.state.service.package)


def _languages(request: Request) -> list[str]:
    return accepted_languages(request.headers.get("Accept-Language"))


def _pointer(location: tuple[Any, ...]) -> str:
    parts = [str(part).replace("~", "~0").replace("/", "~1") for part in location]
    if parts and parts[0] == "body":
        return "/" + "/".join(parts[1:]) if len(parts) > 1 else ""
    return "/".join(["#", *parts])


def _named(faults: Sequence[Mapping[str, Any]]) -> str | None:
    """The code of a validator's own error (CamelCase), when it is the only error of the body."""
    kinds = {str(fault["kind"]) for fault in faults}
    return next(iter(kinds)) if len(kinds) == 1 and next(iter(kinds))[:1].isupper() else None


def _unfit(request: Request, error: RequestValidationError) -> JSONResponse:
    """422 for a body or parameter that does not fit, 400 for a body that cannot be read. Input is not echoed.

    A body of many small faults does not become a larger answer: the first ones are listed, `error_count` says how many.
    """
    found = error.errors()
    words, languages = _words(request), _languages(request)
    faults = [
        {
            "pointer": _pointer(tuple(fault["loc"])),
            "detail": words.say("bodies", fault["type"], fault.get("ctx") or {}, languages) or fault["msg"],
            "kind": fault["type"],
        }
        for fault in found[:FAULTS_LISTED]
    ]
    members = {"errors": faults} | ({"error_count": len(found)} if len(found) > FAULTS_LISTED else {})
    unreadable = any(fault["kind"] == "json_invalid" for fault in faults)
    detail = "; ".join(f"{fault['pointer'] or 'body'}: {fault['detail']}" for fault in faults[:5])
    status, code = (400, "Unreadable") if unreadable else (422, _named(faults) or "Malformed")
    return problem(request, status, code, "The request is not valid", detail, members)


def _allowed_methods(request: Request) -> list[str]:
    """Every method that is answered at this address: by the first route that takes it, if the address fits that route.

    OPTIONS is answered wherever another is (RFC 9110, section 9.3.7).

    Starlette would name only the first route's; `/people/me` also looks like `/people/{id}`, whose methods it has not.
    """
    answered: dict[str, bool] = {}
    for route in request.app.routes:
        if found := route.path_regex.match(request.scope["path"]):
            values, dependant = found.groupdict(), getattr(route, "dependant", Dependant())
            fits = not any(field.validate(values[field.alias])[1] for field in _path_fields(dependant))
            for method in route.methods or ():
                answered.setdefault(method, fits)
    found = {method for method, fits in answered.items() if fits}
    return sorted(found | {"OPTIONS"}) if found else []


def _path_fields(dependant: Dependant) -> Iterator[Any]:
    yield from dependant.path_params
    for inner in dependant.dependencies:
        yield from _path_fields(inner)


def _http(request: Request, error: HTTPException) -> Response:
    if outage_of(error.__cause__) is Outage.STORAGE_FULL:  # an upload that found no room while it was being read
        return _broken(request, error)
    names = {400: "Unreadable", 404: "Missing", 405: "MethodNotAllowed", 413: "TooLarge", 415: "WrongMediaType"}
    headers = dict(error.headers or {})
    if error.status_code == 405:
        allowed = _allowed_methods(request)
        if not allowed:
            return _refused(request, Missing())
        headers["Allow"] = ", ".join(allowed)
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=headers)
    code = names.get(error.status_code, "Refused")
    return problem(request, error.status_code, code, error.detail, error.detail, headers=headers)


def _broken_constraint(request: Request, error: IntegrityError | ConstraintBroken) -> JSONResponse:
    """The refusal that belongs to a violated constraint, by its name."""
    original = getattr(error, "orig", error)  # the driver's own, inside SQLAlchemy's
    name = getattr(getattr(original, "diag", None), "constraint_name", None) or ""
    state = getattr(original, "sqlstate", "")
    refusal = request.app.state.service.constraints.get(name)
    if refusal is None:
        refusal = AlreadyThere if state in {"23505", "23P01"} else StillReferred if state == "23503" else Malformed
        log.warning("constraint_without_refusal", constraint=name, sqlstate=state)
    return _refused(request, refusal(_of_the_kit(refusal)))


def _of_the_kit(refusal: type[Refusal]) -> str:
    """The sentence of a refusal of the kit that was made of a constraint; a service's own stands in its catalogue."""
    if refusal is Malformed:
        return "A value is not possible here."
    return refusal.title if refusal in (AlreadyThere, StillReferred) else ""


def _unholdable(request: Request, error: DataError | ValueUnfit) -> JSONResponse:
    """A value that no column can hold, such as a NUL character or a number beyond all bounds; it is not echoed."""
    log.warning("value_unholdable", fault=type(getattr(error, "orig", error)).__name__, route=_route(request))
    return _refused(request, Malformed("A value holds an unprintable character or is out of range."))


def _route(request: Request) -> str:
    return str(getattr(request.scope.get("route"), "path", "none"))


OUTAGES: dict[Outage, tuple[type[Unavailable], str, int]] = {
    Outage.STORAGE_FULL: (StorageFull, "There is no room left to keep this. Try again once there is.", 10),
    Outage.READ_ONLY: (ReadOnly, "Only reading is possible now. Try again later.", 10),
    Outage.BUSY: (DatabaseBusy, "The database is busy. Nothing was changed. Try again in a moment.", 2),
    Outage.AWAY: (Unavailable, "The database does not answer. Try again in a moment.", 2),
}


def _broken(request: Request, error: Exception) -> JSONResponse:
    """A fault that is not the caller's: logged and told without its text. What passes by itself is a 503."""
    outage = outage_of(error)
    if outage is None:
        log.error("fault", exc_info=error, route=_route(request))
        return problem(request, 500, "Fault", "A fault of ours", "Something went wrong here. Quote the request id.")
    log.error("outage", outage=outage.value, fault=type(error).__name__, route=_route(request))
    if outage in (Outage.STORAGE_FULL, Outage.READ_ONLY):
        request.app.state.room.note(outage)
    refusal, detail, retry_after = OUTAGES[outage]
    return _refused(request, refusal(detail, retry_after=retry_after))


def answer_of(request: Request, error: Exception) -> JSONResponse:
    """The problem that an error is answered with, for whoever gathers the answers of several acts."""
    handlers = request.app.exception_handlers
    answer: JSONResponse = next(handlers[kind] for kind in type(error).__mro__ if kind in handlers)(request, error)
    return answer


def add_handlers(app: FastAPI) -> None:
    """Register the handlers that answer every error of the app."""
    app.add_exception_handler(Refusal, _refused)  # type: ignore[arg-type]  # Starlette types handlers by Exception
    app.add_exception_handler(RequestValidationError, _unfit)  # type: ignore[arg-type]  # as above
    app.add_exception_handler(HTTPException, _http)  # type: ignore[arg-type]  # as above
    app.add_exception_handler(IntegrityError, _broken_constraint)  # type: ignore[arg-type]  # as above
    app.add_exception_handler(ConstraintBroken, _broken_constraint)  # type: ignore[arg-type]  # as above
    app.add_exception_handler(DataError, _unholdable)  # type: ignore[arg-type]  # as above
    app.add_exception_handler(ValueUnfit, _unholdable)  # type: ignore[arg-type]  # as above
    # For every other exception; Starlette raises it again after the answer.
    for kind in (SQLAlchemyError, DriverError, ProcrastinateException, OSError, Exception):
        app.add_exception_handler(kind, _broken)
