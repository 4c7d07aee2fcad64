"""The page of locks: what transactions lock, in which order, and who takes it."""

from collections.abc import Sequence

from service_kit.data.locks import KIT_LOCKS, LAST_LOCKS, Lock
from service_kit.service import Service

from tests.documentation.markdown import code, table

INTRODUCTION = """# Locks

What a transaction locks beyond the rows that it writes, in the order in which every transaction takes it. Two that
take two locks in opposite orders can wait for each other for good, so each service has one order. It is declared in its
`locks.py` and held by the kit (`service_kit.data.locks`): every statement is looked at, and a lock that is taken after
a later one, or that stands in no order, is an exception in tests and `lock_order_broken` in the log.

- *advisory*: a lock by name, taken by `lock` (alone) or `share` of the kit, or within a statement that names it.
- *one per value*: an advisory lock for each number, name or person; letter case does not matter.
- *rows*: rows of the table of that name, taken by `with_for_update` in a room's `queries.py`. Several rows are locked
  in the order of their keys.
- *shared*: many may hold it at once; whoever takes it alone waits for all of them.

What is held already may be taken again at any place; a lock that is only shared is not raised to one taken alone.

The page is written from the code by `make docs`; a test keeps it current.
"""


def page(services: Sequence[Service]) -> str:
    parts = [INTRODUCTION]
    for service in services:
        parts += [f"## {service.name}-api\n", ordered((*KIT_LOCKS, *service.locks, *LAST_LOCKS)) + "\n"]
    return "\n".join(parts)


def ordered(locks: Sequence[Lock]) -> str:
    """The locks of a service in their order."""
    rows = [
        (str(place), code(one.name), kind(one), one.guards, one.taken_by, "yes" if one.shared else "")
        for place, one in enumerate(locks, 1)
    ]
    return table(("order", "lock", "kind", "what it guards", "taken by", "shared"), rows)


def kind(one: Lock) -> str:
    """Rows, or an advisory lock, of which there may be one per value."""
    if one.rows:
        return "rows"
    return "advisory, one per value" if one.each else "advisory"
