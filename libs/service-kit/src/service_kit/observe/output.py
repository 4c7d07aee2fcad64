"""Standard output that never raises: on a full disk lines are dropped and counted, and the count is logged later."""

import io
import os
import sys
from typing import TextIO


class LastingOutput(io.TextIOBase):
    """Write to a file descriptor. What cannot be written is dropped without an error."""

    encoding = "utf-8"

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lost = 0
        self._torn = False

    def write(self, text: str) -> int:
        """Write the text, or drop it; never raise."""
        told = f'{{"event": "log_lines_lost", "level": "warning", "lines": {self._lost}}}\n' if self._lost else ""
        start = "\n" if self._torn else ""
        if self._written(f"{start}{told}{text}".encode(errors="replace")):
            self._lost, self._torn = 0, False
        else:
            self._lost += max(1, text.count("\n"))
        return len(text)

    def _written(self, content: bytes) -> bool:
        done = 0
        try:
            while done < len(content):
                done += os.write(self._descriptor, content[done:])
        except OSError:
            self._torn = self._torn or done > 0
            return False
        return True

    def flush(self) -> None:
        """Nothing is kept back."""

    def writable(self) -> bool:
        """Always, as far as the caller can know."""
        return True

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return os.isatty(self._descriptor)

    def fileno(self) -> int:
        """The file descriptor that is written to."""
        return self._descriptor


def outlast_full_disks() -> None:
    """Let this process's standard output and error survive a disk without room."""
    sys.stdout, sys.stderr = _lasting(sys.stdout), _lasting(sys.stderr)


def _lasting(stream: TextIO) -> TextIO:
    try:
        stream.flush()
        return LastingOutput(stream.fileno())  # type: ignore[return-value]  # all that logging needs of a TextIO
    except (OSError, ValueError, AttributeError):
        return stream  # not a file, so no disk to fill
