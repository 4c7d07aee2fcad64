"""Secrets of one stack: made once, kept in files that only their owner can read."""

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step; nobody but its owner may read it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_name(path.name + ".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    new.replace(path)


def make_private(data: Path) -> None:
    """Take from others what an earlier version of the stack let them read; the database keeps its own files."""
    for path in data.rglob("*"):
        inside = path.relative_to(data).parts[0]
        if inside not in {"postgres", "run"} and not path.is_symlink():
            path.chmod(0o700 if path.is_dir() else 0o600)


def keep(path: Path, make: Callable[[], str] = lambda: secrets.token_urlsafe(32)) -> str:
    """The secret in this file, made now if there is none."""
    if not path.exists():
        write_private(path, make())
    return path.read_text(encoding="utf-8")


def keep_each(path: Path, names: list[str]) -> dict[str, str]:
    """A secret for each name; a name that is new gets one, the others keep theirs."""
    known: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    missing = [name for name in names if name not in known]
    if missing:
        known |= {name: secrets.token_urlsafe(32) for name in missing}
        write_private(path, json.dumps(known, indent=1))
    return known
