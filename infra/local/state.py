"""What a stack wrote down about itself: its address, its ports, its processes."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil

from infra.local.secret_files import write_private


@dataclass(frozen=True)
class Running:
    """One process, told apart from a later one with the same number by when it began."""

    pid: int
    began: float

    @classmethod
    def of(cls, pid: int) -> "Running":
        return cls(pid, psutil.Process(pid).create_time())

    def process(self) -> psutil.Process | None:
        """The process itself while it lives."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.began) < 0.05
            return process if same and process.status() != psutil.STATUS_ZOMBIE else None
        except psutil.NoSuchProcess:
            return None


@dataclass
class State:
    """The stack's own notes, in DATA/stack.json."""

    path: Path
    origin: str = ""
    status: str = "stopped"
    supervisor: Running | None = None
    ports: dict[str, int] = field(default_factory=dict)
    databases: dict[str, str] = field(default_factory=dict)
    parts: dict[str, Running] = field(default_factory=dict)

    @classmethod
    def read(cls, data: Path) -> "State":
        path = data / "stack.json"
        if not path.exists():
            return cls(path)
        noted: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        supervisor = noted.get("supervisor")
        return cls(
            path,
            origin=noted.get("origin", ""),
            status=noted.get("status", "stopped"),
            supervisor=Running(**supervisor) if supervisor else None,
            ports=noted.get("ports", {}),
            databases=noted.get("databases", {}),
            parts={name: Running(**part) for name, part in noted.get("parts", {}).items()},
        )

    def write(self) -> None:
        """Keep the notes; they hold database passwords, so only their owner reads them."""
        noted = asdict(self)
        noted.pop("path")
        write_private(self.path, json.dumps(noted, indent=1))

    @property
    def is_running(self) -> bool:
        return self.supervisor is not None and self.supervisor.process() is not None
