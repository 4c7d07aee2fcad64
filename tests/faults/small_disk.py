"""A small disk of its own for one stack: a tmpfs that only the stack's processes see, made with or without root.

`hold <folder> <megabytes>` makes the disk and keeps it; `enter <pid> <program> ...` runs a program that sees it.
Without root the disk lives in a user namespace of ours, in which we keep our own user: PostgreSQL refuses to be root.
"""

import ctypes
import os
import sys
from pathlib import Path

CLONE_NEWNS = 0x0002_0000
CLONE_NEWUSER = 0x1000_0000
MS_REC, MS_PRIVATE = 0x4000, 0x4_0000
libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def _mount(source: str, target: str, kind: str, flags: int, options: str) -> None:
    words = [text.encode() for text in (source, target, kind)]
    _check(libc.mount(*words, ctypes.c_ulong(flags), options.encode()), f"mount {target}")


def hold(folder: str, megabytes: int) -> None:
    """Make the disk, say so, and keep it until standard input ends."""
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        _check(libc.unshare(CLONE_NEWNS), "unshare")
    else:
        _check(libc.unshare(CLONE_NEWUSER | CLONE_NEWNS), "unshare (are user namespaces allowed here?)")
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")
    _mount("none", "/", "", MS_REC | MS_PRIVATE, "")
    _mount("tmpfs", folder, "tmpfs", 0, f"size={megabytes}m,mode=0755")
    print("ready", flush=True)
    sys.stdin.read()


def enter(pid: int, words: list[str]) -> None:
    """Become a program that sees the disk which process `pid` holds."""
    kinds = {"mnt": CLONE_NEWNS} if os.geteuid() == 0 else {"user": CLONE_NEWUSER, "mnt": CLONE_NEWNS}
    folder = Path.cwd()
    for name, kind in kinds.items():
        descriptor = os.open(f"/proc/{pid}/ns/{name}", os.O_RDONLY | os.O_CLOEXEC)
        _check(libc.setns(descriptor, kind), f"setns {name}")
    os.chdir(folder)
    os.execvp(words[0], words)


if __name__ == "__main__":
    if sys.argv[1] == "hold":
        hold(sys.argv[2], int(sys.argv[3]))
    else:
        enter(int(sys.argv[2]), sys.argv[3:])
