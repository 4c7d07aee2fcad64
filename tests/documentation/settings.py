"""The page of settings: every environment variable, its type, its default and what it does."""

from collections.abc import Iterable, Mapping, Sequence
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic.fields import FieldInfo
from service_kit.data.backup_settings import BackupSettings
from service_kit.service import Service
from service_kit.settings import ServiceSettings

from tests.documentation.markdown import code, table
from tests.documentation.stack import GROUPS, StackSetting

INTRODUCTION = """# Settings

Everything is set by environment variables. A setting without a default must be given, or the service refuses to start
and names it; `make up` gives all of them. Words in a list are separated by commas.

The page is written from the services' `settings.py` and from the list of the local stack's variables by `make docs`; a
test keeps it current.
"""
SHARED = """## Every service

Each service and its worker and migrations read these. `make up` passes the variables of its own environment on, and
sets the addresses, clients and ports itself.
"""
BACKUP = """## Backup and restore

What `python -m service_kit backup` and `restore` read beside these; `make backup` and `make restore` set the databases
and the programs themselves.
"""
STACK = """## Around the services

What `make up` and its gateway read. The services' own variables above may stand beside them.
"""
NAMES = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "yes or no",
    list: "list of words",
    dict: "JSON object",
    NoneType: "empty",
}
HEAD = ("variable", "type", "default", "what it does")


class Undocumented(Exception):
    """A setting says nothing about itself, or has a type this page has no word for."""


def page(services: Sequence[Service]) -> str:
    parts = [INTRODUCTION, SHARED, rows_of(ServiceSettings.model_fields) + "\n"]
    for service in services:
        own = {name: field for name, field in service.settings.model_fields.items() if is_own(name, field)}
        parts += [f"## {service.name}-api\n", "Beside those of every service.\n", rows_of(own) + "\n"]
    parts += [BACKUP, rows_of(BackupSettings.model_fields) + "\n", STACK]
    for title, settings in GROUPS.items():
        parts += [f"### {title}\n", _stack_rows(settings) + "\n"]
    return "\n".join(parts)


def is_own(name: str, field: FieldInfo) -> bool:
    """Whether a service added this setting, or gave it another default."""
    shared = ServiceSettings.model_fields.get(name)
    return shared is None or shared.get_default(call_default_factory=True) != field.get_default(
        call_default_factory=True
    )


def rows_of(fields: Mapping[str, FieldInfo]) -> str:
    return table(HEAD, [_row(name, field) for name, field in fields.items()])


def _row(name: str, field: FieldInfo) -> tuple[str, str, str, str]:
    if not field.description:
        raise Undocumented(f"the setting {name} has no description")
    return code(name.upper()), type_of(field), default_of(field), field.description


def type_of(field: FieldInfo) -> str:
    """The type in words, with its bounds."""
    limits = []
    for limit in field.metadata:
        if isinstance(limit, annotated_types.Ge):
            limits.append(f"at least {limit.ge}")
        elif isinstance(limit, annotated_types.Le):
            limits.append(f"at most {limit.le}")
    return ", ".join([_word(field.annotation), *limits])


def _word(annotation: Any) -> str:
    origin = get_origin(annotation)
    if origin is Literal:
        return " or ".join(map(code, get_args(annotation)))
    if origin in {Union, UnionType}:
        return next(_word(each) for each in get_args(annotation) if each is not NoneType)
    if (plain := origin or annotation) in NAMES:
        return NAMES[plain]
    raise Undocumented(f"{annotation!r} has no word in tests/documentation/settings.py")


def default_of(field: FieldInfo) -> str:
    """The default as it would be written in the environment."""
    if field.is_required():
        return "must be given"
    value = field.get_default(call_default_factory=True)
    if value is None or value == "":
        return "empty"
    return code(",".join(value) if isinstance(value, list) else str(value))


def _stack_rows(settings: Iterable[StackSetting]) -> str:
    return table(
        ("variable", "default", "what it does"),
        [(", ".join(map(code, each.names)), code(each.default) or "empty", each.does) for each in settings],
    )
