"""The content files, read as plain values."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).parent / "content"


@cache
def content(name: str) -> Any:
    """What `content/<name>.yaml` holds."""
    return yaml.safe_load((CONTENT / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def modules() -> tuple[dict[str, Any], ...]:
    """The modules, by code."""
    paths = sorted((CONTENT / "modules").glob("*.yaml"))
    return tuple(yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths)
