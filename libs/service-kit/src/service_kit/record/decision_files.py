"""A record of decisions as a file, verified without a network or a database.

The file is JSON: `content` is what was decided on and `content_hash` the SHA-256 of it as canonical JSON; each of the
`entries` holds the hash of the one before, and the first that of the thing and its content.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from service_kit.commands import say
from service_kit.record.audit_file_check import FileBroken

FORMAT = "kring-record/1"


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def verify_record(record: Mapping[str, Any]) -> str:
    """Compute every hash anew; one line about what holds, or `FileBroken` at the first that does not."""
    if record.get("format") != FORMAT:
        raise FileBroken(f"this is no {FORMAT} file")
    content, content_hash = record["content"], record["content_hash"]
    if content is not None and _sha(_canonical(content)) != content_hash:
        raise FileBroken("the content is not the one that was decided on")
    head = _sha(f"{record['id']}\n{content_hash}")
    for number, link in enumerate(record["entries"], 1):
        held = (link["sequence"], link["entry"]["sequence"], link["entry"]["content_hash"])
        if held != (number, number, content_hash):
            raise FileBroken(f"entry {number} is missing, out of order or about another content")
        if link["previous_hash"] != head or _sha(f"{head}\n{_canonical(link['entry'])}") != link["hash"]:
            raise FileBroken(f"entry {number} was changed")
        head = link["hash"]
    if record["head"] != head:
        raise FileBroken("entries are missing at the end")
    about = "content" if content is not None else "content not in the file, its hash is"
    return f"{len(record['entries'])} decisions; {about} {content_hash}; head {head}"


def verify_file(arguments: Sequence[str]) -> None:
    """`python -m service_kit verify-record FILE`: one line and exit 0, or the first fault and exit 1."""
    if len(arguments) != 1:
        raise SystemExit("verify-record takes one file")
    try:
        found = verify_record(json.loads(Path(arguments[0]).read_text(encoding="utf-8")))
    except OSError as fault:
        raise SystemExit(f"✗ {fault.strerror}: {arguments[0]}") from None
    except FileBroken as fault:
        raise SystemExit(f"✗ {arguments[0]}: {fault}") from None
    except (ValueError, LookupError, TypeError, AttributeError):
        raise SystemExit(f"✗ {arguments[0]}: this is no {FORMAT} file") from None
    say(f"✓ {found}")
