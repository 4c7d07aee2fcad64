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
from typing import Any, NoReturn

SHARED = ("service_kit.serve", "service_kit.worker", "service_kit.migrate", "uvicorn.main", "starlette.staticfiles")


def main() -> None:
    """Fork on request and report every end, until the supervisor hangs up."""
    line = socket.socket(fileno=int(sys.argv[1]))
    woken, wake = socket.socketpair()
    wake.setblocking(False)
    woken.setblocking(False)
    signal.set_wakeup_fd(wake.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    for name in SHARED:
        importlib.import_module(name)
    gc.freeze()  # the collector would otherwise touch, and so copy, every shared page
    children: set[int] = set()
    heard = b""
    while True:
        ready, _, _ = select.select([line, woken], [], [])
        if woken in ready:
            woken.recv(1024)
            _report_ends(line, children)
        if line in ready:
            news = line.recv(65_536)
            if not news:
                break
            *orders, heard = (heard + news).split(b"\n")
            for order in orders:
                _fork(json.loads(order), line, woken, wake, children)
    for pid in children:
        os.kill(pid, signal.SIGTERM)


def _report_ends(line: socket.socket, children: set[int]) -> None:
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        children.discard(pid)
        _send(line, {"ended": pid, "code": os.waitstatus_to_exitcode(status)})


def _send(line: socket.socket, news: dict[str, Any]) -> None:
    line.sendall(json.dumps(news).encode() + b"\n")


def _fork(
    order: dict[str, Any], line: socket.socket, woken: socket.socket, wake: socket.socket, children: set[int]
) -> None:
    pid = os.fork()
    if pid:
        children.add(pid)
        _send(line, {"order": order["order"], "pid": pid})
        return
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    for inherited in (line, woken, wake):
        inherited.close()
    _become(order)


def _become(order: dict[str, Any]) -> NoReturn:
    """Turn into the part that was asked for, as if Python had been started for it."""
    os.setsid()
    log = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
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


if __name__ == "__main__":
    main()
