"""Which bytes of a file a request asks for (RFC 9110, section 14): one range, or all of it.

A `Range` that cannot be read, of another unit or of several parts is let be, as the RFC allows: the answer is whole.
"""

import re

from service_kit.domain.file_store import Span
from service_kit.web.errors import Refusal

_ONE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.IGNORECASE)


class RangeNotSatisfiable(Refusal):
    """The file ends before the range begins; `Content-Range` says how long it is."""

    status = 416
    title = "The file has no such part"


def wanted_span(asked: str | None, condition: str | None, etag: str, total: int) -> Span | None:
    """The bytes of a `Range`, None for all of them; `RangeNotSatisfiable` when none of them is there.

    `condition` is `If-Range`: where it is not this very `etag`, strongly compared, the file has changed for whoever
    asks, and comes whole. A date is never ours: answers carry none.
    """
    found = _ONE.fullmatch(asked or "")
    if found is None or not (found[1] or found[2]) or condition not in (None, etag):
        return None
    if not found[1]:
        first, last = max(0, total - int(found[2])), total - 1
        fits = int(found[2]) > 0 and total > 0
    else:
        first, last = int(found[1]), min(int(found[2] or total - 1), total - 1)
        if found[2] and int(found[2]) < first:
            return None
        fits = first < total
    if not fits:
        raise RangeNotSatisfiable(
            f"The file has {total} bytes.", headers={"Content-Range": f"bytes */{total}"}, bytes=total
        )
    return Span(first, last)
