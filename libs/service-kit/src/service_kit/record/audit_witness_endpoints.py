"""How the chain of the record ends, signed; and what this service has witnessed of its siblings' chains."""

from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import BaseModel

from service_kit.data.database import HotConnection
from service_kit.domain.collections import Wanted, answer, wanted_from
from service_kit.domain.exports import MEDIA_TYPES
from service_kit.identity.auth import Actor, Needs
from service_kit.record import audit_lists, audit_witnesses
from service_kit.record.audit_keys import RecordKey
from service_kit.web.errors import Missing
from service_kit.web.openapi import MAY_BE_MISSING
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.web.schemas import BodyOut, Instant
from service_kit.work.clock import Now

READ_HEADS = "audit.read-heads"
"""Held by whoever reads the record, and by the services for each other: heads tell nothing of what was done."""
router = capability_router("/audit", "Audit")
Witness = Annotated[Actor, Needs(READ_HEADS)]
FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind: {"schema": {"type": "string"}} for kind in MEDIA_TYPES.values()}}
}


class AuditHeadOut(BodyOut):
    """The last link of the chain: whoever keeps it can tell later whether the record was rewritten.

    `signature` is a detached JWS (EdDSA) over the other fields: JSON with sorted keys and without blanks. It is null
    where the service has no `AUDIT_KEY`.
    """

    number: int
    hash: str
    sealed_at: Instant
    entries: int
    signature: str | None = None


class AuditKeyOut(BaseModel):
    """A public key (RFC 7517); `kid` is its thumbprint."""

    kty: str
    crv: str
    x: str
    kid: str
    alg: str
    use: str


class AuditKeysOut(BaseModel):
    """A JSON Web Key Set: what heads of this service's chain are signed with."""

    keys: list[AuditKeyOut]


class AuditWitnessOut(BodyOut):
    """The head of a sibling's chain, as it was in one night."""

    id: int
    of: str
    night: date
    number: int
    hash: str
    sealed_at: Instant
    entries: int
    signature: str | None
    witnessed_at: Instant


@router.get("/head", responses=MAY_BE_MISSING)
async def read_audit_head(_witness: Witness, connection: HotConnection, request: Request) -> AuditHeadOut:
    """The last seal, how many entries the chain covers, and the service's signature; 404 before the first."""
    found = await audit_lists.head(connection)
    if found is None:
        raise Missing
    head = AuditHeadOut.model_validate(found)
    key: RecordKey | None = request.app.state.record_key
    if key is not None:
        head.signature = key.sign(head.model_dump(mode="json", exclude={"signature"}))
    return head


@router.get("/keys")
async def read_audit_keys(_witness: Witness, request: Request) -> AuditKeysOut:
    """The public key of the signatures; keep it with the heads that you keep."""
    key: RecordKey | None = request.app.state.record_key
    return AuditKeysOut(keys=[AuditKeyOut.model_validate(key.public)] if key else [])


@router.get("/witnesses", response_model=Page[AuditWitnessOut], responses=FILES)
async def list_audit_witnesses(
    wanted: Annotated[Wanted, Depends(wanted_from(audit_witnesses.LIST))],
    reader: Witness,
    connection: HotConnection,
    now: Now,
) -> Any:
    """The heads of the siblings' chains that were written down here, one of each a night, newest first."""
    return await answer(audit_witnesses.LIST, connection, reader, wanted, now=now, out=AuditWitnessOut)
