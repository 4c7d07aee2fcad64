"""Give freed memory back to the system: by itself the C library returns only what lies at the end of its heap."""

import asyncio
import ctypes

EVERY_SECONDS = 10.0
# Of glibc; other C libraries have none and need none. A call takes up to 2 ms after much was freed, else 0.1 ms.
_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)


async def give_back() -> None:
    """Until cancelled, every few seconds."""
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        if _trim is not None:
            _trim(0)
