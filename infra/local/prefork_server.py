"""Starts our Python parts fast and small: all modules are imported once, and each part is a fork of that process.

A fork shares the memory of its parent until one of them writes to it. So whatever needs no setting is done here, before
the first fork. What holds a setting, a connection or a thread is made in the child: this process never reads a setting
of a service, and what it shares with one service holds no secret of another.
"""

import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys
import time
import traceback
from collections import deque
from contextlib import suppress
from typing import Any, NoReturn

from service_kit.data import migrate
from service_kit.service import load
from sqlalchemy.orm import configure_mappers

from infra.local.settings import SERVICES

SHARED = (
    "service_kit.web.serve",
    "service_kit.work.worker",
    "infra.local.web",
    # Their users import these when they start.
    "httpcore",
    "uvicorn.main",
    "uvicorn.lifespan.on",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.httptools_impl",
)
GRACE = 8.0
MOST_ORDERS = 64  # that are read at once


def main() -> None:
    """Fork on request and report every exit, until the supervisor closes the connection; then stop the children."""
    server = PreforkServer(socket.socket(fileno=int(sys.argv[1])))
    share()
    part = server.attend()
    if part is not None:
        _become(part)
    server.end()


def share() -> None:
    """Import and prepare what the parts have in common, and keep the garbage collector away from it."""
    for name in SHARED:
        importlib.import_module(name)
    for service in SERVICES:
        try:
            migrate.revisions_of(load(f"{service}_api"))
            configure_mappers()
        except Exception:  # noqa: BLE001 - its own parts import it again and end with the same fault; others go on
            traceback.print_exc()
    gc.freeze()  # otherwise the garbage collector would write to, and so copy, every shared page


class PreforkServer:
    """The connection to the supervisor, and the running children."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._children: set[int] = set()
        self._parts: deque[int] = deque()  # descriptors: what each ordered part is, for its child alone to read
        self._guarded: list[tuple[int, int]] = []  # a process by its descriptor, and the signal that ends it
        self._woken, self._wake = socket.socketpair()
        for end in (self._woken, self._wake):
            end.setblocking(False)
        signal.set_wakeup_fd(self._wake.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def attend(self) -> int | None:
        """Return in each child the descriptor of what it is to be, and None in the server at the supervisor's end."""
        heard = b""
        try:
            while True:
                ready, _, _ = select.select([self._line, self._woken], [], [])
                if self._woken in ready:
                    self._woken.recv(1024)
                    self._report_ends()
                if self._line in ready:
                    said, parts, _, _ = socket.recv_fds(self._line, 65_536, MOST_ORDERS)
                    if not said:
                        return None
                    self._parts += parts
                    *lines, heard = (heard + said).split(b"\n")
                    for line in lines:
                        news: dict[str, Any] = json.loads(line)
                        if "ping" in news:
                            self._send({"pong": True})
                        elif "guard" in news:
                            self._guard(news["guard"])
                        elif (part := self._fork(news["order"])) is not None:
                            return part
        except (BrokenPipeError, ConnectionResetError):
            return None

    def _fork(self, order: int) -> int | None:
        """The descriptor of its part in the child, None in the server."""
        part, pid = self._parts.popleft(), os.fork()
        if pid:
            os.close(part)
            self._children.add(pid)
            self._send({"order": order, "pid": pid})
            return None
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        for inherited in (self._line, self._woken, self._wake):
            inherited.close()
        while self._parts:
            os.close(self._parts.popleft())  # they belong to others
        self._guard([])
        return part

    def _guard(self, processes: list[list[int]]) -> None:
        """Keep a descriptor of each process: the kernel may give its number to another one."""
        for descriptor, _number in self._guarded:
            os.close(descriptor)
        self._guarded = []
        for pid, number in processes:
            with suppress(ProcessLookupError):
                self._guarded.append((os.pidfd_open(pid), number))

    def _report_ends(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self._children.discard(pid)
            self._send({"ended": pid, "code": os.waitstatus_to_exitcode(status)})

    def _send(self, news: dict[str, Any]) -> None:
        self._line.sendall(json.dumps(news).encode() + b"\n")

    def end(self) -> None:
        """Send SIGTERM to every child, then to every guarded process; kill those still running."""
        for pid in self._children:
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while self._children and time.monotonic() < deadline:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            self._children.discard(pid)
            time.sleep(0 if pid else 0.05)
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)
        self._end_guarded()

    def _end_guarded(self) -> None:
        for descriptor, number in self._guarded:
            _send_signal(descriptor, number)
        deadline = time.monotonic() + GRACE
        for descriptor, _number in self._guarded:
            ended, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
            if not ended:
                _send_signal(descriptor, signal.SIGKILL)


def _send_signal(descriptor: int, number: int) -> None:
    with suppress(ProcessLookupError):
        signal.pidfd_send_signal(descriptor, signal.Signals(number))


def _become(part: int) -> NoReturn:
    """Become the ordered part, as if Python had been started for it."""
    with os.fdopen(part, encoding="utf-8") as file:
        order = json.load(file)
    os.setsid()
    log = _open_log(order["log"])
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    module, *words = order["command"]
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
    sys.exit(0)


def _open_log(path: str) -> int:
    """The log, or /dev/null when a full disk takes no new file: a part without a log is better than no part."""
    try:
        return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError:
        return os.open(os.devnull, os.O_WRONLY)


if __name__ == "__main__":
    main()
