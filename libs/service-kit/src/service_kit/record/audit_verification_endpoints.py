"""Whether the record is as it was: at once, or as a job in steps where it is large."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response

from service_kit.data.database import HotConnection, database_of
from service_kit.data.statements import run
from service_kit.identity.auth import Actor, Needs
from service_kit.record import audit_verifications
from service_kit.record.audit_verifications import VerificationState
from service_kit.record.audit_witnesses import WitnessState
from service_kit.web.addresses import public_path
from service_kit.web.errors import Missing
from service_kit.web.routes import capability_router
from service_kit.web.schemas import BodyOut, Instant
from service_kit.work.clock import Now

router = capability_router("/audit", "Audit")
Reader = Annotated[Actor, Needs("audit.read")]


class AuditWitnessingOut(BodyOut):
    """What one sibling has witnessed of this chain: how many nights fit, and the first that does not.

    `set_back`: nights whose seals were lost when this service was restored from a backup, as its feed says.
    """

    sibling: str
    state: WitnessState
    nights: int
    set_back: int
    last_night: date | None
    broken_night: date | None


class AuditVerificationOut(BodyOut):
    """Whether the chain holds and is the one that the siblings witnessed.

    If not: the first seal that is broken (none: entries outside the chain) and how, or the first night that no longer
    fits.
    """

    intact: bool
    broken_seal: int | None
    reason: str | None
    broken_night: date | None
    entries: int
    verified_at: Instant
    witnesses: list[AuditWitnessingOut]


class AuditVerificationJobOut(BodyOut):
    """A verification in steps: how many entries hold so far, of how many when it began; `result` at its end."""

    id: UUID
    state: VerificationState
    entries: int
    total: int
    started_at: Instant
    finished_at: Instant | None
    result: AuditVerificationOut | None


STEPS: dict[int | str, dict[str, Any]] = {
    202: {
        "description": "The record is large: it is verified in steps. `Location` is where to ask.",
        "model": AuditVerificationJobOut,
        "headers": {"Location": {"schema": {"type": "string"}, "description": "Where to ask how it goes."}},
    }
}


@router.get("/verification", response_model=AuditVerificationOut, responses=STEPS)
async def verify_audit(_reader: Reader, now: Now, request: Request) -> Any:
    """The chain computed anew from its first seal, and held against what the siblings have witnessed of it."""
    database = database_of(request)
    async with database.hot() as connection:
        is_large = await audit_verifications.is_large(connection)
    if not is_large:
        siblings, service = request.app.state.siblings, request.app.state.service.name
        outcome = await audit_verifications.verify_now(database, siblings, service)
        return AuditVerificationOut.model_validate(audit_verifications.as_kept(outcome))
    async with database.write() as session:
        begun = await audit_verifications.begin(session, now=now)
    job = AuditVerificationJobOut.model_validate(begun)
    headers = {"Location": public_path(request, f"/v1/audit/verifications/{job.id}"), "Retry-After": "2"}
    return Response(job.model_dump_json(), status_code=202, media_type="application/json", headers=headers)


@router.get("/verifications/{verification_id}")
async def read_audit_verification(
    verification_id: UUID, _reader: Reader, connection: HotConnection
) -> AuditVerificationJobOut:
    """How a verification in steps goes, and what it came to."""
    found = await run(connection, audit_verifications.found(verification_id))
    if found is None:
        raise Missing
    return AuditVerificationJobOut.model_validate(found)
