"""What a fault of the database or the disk means for the caller: full, read-only, busy, or away."""

import errno
from collections.abc import Iterator
from enum import StrEnum

import psycopg
from procrastinate.exceptions import ConnectorException
from sqlalchemy.exc import InterfaceError, OperationalError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
NO_WRITING = frozenset({errno.EROFS})
BROKEN_DISK = frozenset({errno.EIO})
AWAY = (psycopg.OperationalError, psycopg.InterfaceError, OperationalError, InterfaceError, PendingRollbackError)


class Outage(StrEnum):
    """Why something cannot be done now, though nothing is wrong with the request: asking again later helps."""

    STORAGE_FULL = "storage-full"
    READ_ONLY = "read-only"
    BUSY = "busy"
    AWAY = "away"


# SQLSTATE, whole or by its class. https://www.postgresql.org/docs/current/errcodes-appendix.html
STATES = {
    "53100": Outage.STORAGE_FULL,  # disk_full
    "53": Outage.BUSY,  # insufficient resources: out_of_memory, too_many_connections, configuration_limit_exceeded
    "55P03": Outage.BUSY,  # lock_not_available: our lock_timeout
    "57014": Outage.BUSY,  # query_canceled: our statement_timeout
    "40001": Outage.BUSY,  # serialization_failure
    "40P01": Outage.BUSY,  # deadlock_detected
    "25006": Outage.READ_ONLY,  # read_only_sql_transaction: a standby, or a primary that was made read-only
    "25P03": Outage.AWAY,  # idle_in_transaction_session_timeout
    "25P04": Outage.AWAY,  # transaction_timeout
    "08": Outage.AWAY,  # connection exceptions
    "57P": Outage.AWAY,  # admin_shutdown, crash_shutdown, cannot_connect_now, idle_session_timeout
    "58": Outage.AWAY,  # system errors: io_error, undefined_file
}


def outage_of(fault: BaseException | None) -> Outage | None:
    """What this fault, or the one it came from, says about the database or the disk; None when it is neither's."""
    found = [outage for each in _origins(fault) if (outage := _one(each)) is not None]
    # "The connection is away" is said of nearly everything: whatever is known more exactly counts first.
    return next((outage for outage in found if outage is not Outage.AWAY), found[0] if found else None)


def _origins(fault: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting = [fault]
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        original = getattr(each, "orig", None)  # the driver's own, inside SQLAlchemy's
        waiting += [each.__cause__, original if isinstance(original, BaseException) else None]
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions


def _one(fault: BaseException) -> Outage | None:
    if isinstance(fault, OSError):
        return _of_system(fault)
    if isinstance(fault, psycopg.errors.ConnectionTimeout):
        return Outage.AWAY
    if isinstance(fault, psycopg.Error) and fault.sqlstate:
        state = fault.sqlstate
        return STATES.get(state) or STATES.get(state[:3]) or STATES.get(state[:2])
    if isinstance(fault, NoConnectionFree):
        return Outage.BUSY
    if isinstance(fault, AWAY) or (isinstance(fault, ConnectorException) and fault.__cause__ is None):
        return Outage.AWAY
    return None


def _of_system(fault: OSError) -> Outage | None:
    if fault.errno in NO_ROOM:
        return Outage.STORAGE_FULL
    if fault.errno in NO_WRITING:
        return Outage.READ_ONLY
    return Outage.AWAY if fault.errno in BROKEN_DISK else None
