"""Starts our Python parts fast: what they share is imported once, and each part is a fork of that process."""

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
from contextlib import suppress
from typing import Any, NoReturn

SHARED = (
    "service_kit.web.serve",
    "service_kit.work.worker",
    "service_kit.data.migrate",
    "uvicorn.main",
    "starlette.staticfiles",
)
GRACE = 8.0


def main() -> None:
    """Fork on request and report every exit, until the supervisor closes the connection; then stop the children."""
    server = PreforkServer(socket.socket(fileno=int(sys.argv[1])))
    for name in SHARED:
        importlib.import_module(name)
    gc.freeze()  # otherwise the garbage collector would write to, and so copy, every shared page
    order = server.attend()
    if order is not None:
        _become(order)
    server.end()


class PreforkServer:
    """The connection to the supervisor, and the running children."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._children: set[int] = set()
        self._guarded: list[tuple[int, int]] = []  # a process by its descriptor, and the signal that ends it
        self._woken, self._wake = socket.socketpair()
        for end in (self._woken, self._wake):
            end.setblocking(False)
        signal.set_wakeup_fd(self._wake.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def attend(self) -> dict[str, Any] | None:
        """Return the order in each child, and None in the server once the supervisor is gone."""
        heard = b""
        try:
            while True:
                ready, _, _ = select.select([self._line, self._woken], [], [])
                if self._woken in ready:
                    self._woken.recv(1024)
                    self._report_ends()
                if self._line in ready:
                    news = self._line.recv(65_536)
                    if not news:
                        return None
                    *orders, heard = (heard + news).split(b"\n")
                    for text in orders:
                        order: dict[str, Any] = json.loads(text)
                        if "ping" in order:
                            self._send({"pong": True})
                        elif "guard" in order:
                            self._guard(order["guard"])
                        elif self._fork(order):
                            return order
        except (BrokenPipeError, ConnectionResetError):
            return None

    def _fork(self, order: dict[str, Any]) -> bool:
        """Whether this is the child."""
        pid = os.fork()
        if pid:
            self._children.add(pid)
            self._send({"order": order["order"], "pid": pid})
            return False
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        for inherited in (self._line, self._woken, self._wake):
            inherited.close()
        self._guard([])
        return True

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


def _become(order: dict[str, Any]) -> NoReturn:
    """Become the ordered part, as if Python had been started for it."""
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
