"""A file of the record verified: by itself, or several files that have witnessed each other, and a signed head.

No network and no database is asked. Whoever has the files of two services holds them against each other: what one has
written down of the other's head is among its entries.
"""

import argparse
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from service_kit.commands import say
from service_kit.record import audit, audit_keys
from service_kit.record.audit_files import FORMAT
from service_kit.record.audit_keys import SignatureBroken
from service_kit.record.audit_witnesses import HEAD_WITNESSED


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody has seen of a chain: a seal by its number with its hash, and in which words a fault is told.

    What is `required` has to be in the file, also in one that says that it is a selection.
    """

    hash: str
    told: str
    set_back: bool = False
    required: bool = False


@dataclass(slots=True)
class CheckedFile:
    """What a file was found to hold; `gaps` are places where seals were not selected.

    `witnessed` seals are those that a sibling has seen as they are; `set_back` were lost by a restore, as the service
    says; `left_out` are witnessed and not selected; of the siblings that are `away` nothing is known.
    """

    service: str
    seals: int = 0
    entries: int = 0
    waiting: int = 0
    gaps: int = 0
    withheld: int = 0
    witnessed: int = 0
    set_back: int = 0
    left_out: int = 0
    away: list[str] = field(default_factory=list)
    head: str = audit.GENESIS


class FileBroken(Exception):
    """A file of the record does not verify; the sentence says where."""


SeenSeals = dict[int, list[Seen]]
"""By the number of the seal."""


def verify_lines(lines: Iterator[bytes], seen: Mapping[str, SeenSeals] | None = None) -> CheckedFile:
    """Compute every seal of a file anew and hold it against its witnesses; `FileBroken` at the first that is wrong.

    `seen` is what is known from elsewhere, by the name of the service.
    """
    first = _read(next(lines, b""))
    if first.get("format") != FORMAT:
        raise FileBroken(f"this is no {FORMAT} file")
    found, last, witnesses = CheckedFile(first["service"]), 0, 0
    wanted: SeenSeals = {number: list(each) for number, each in (seen or {}).get(found.service, {}).items()}
    for raw in lines:
        line = _read(raw)
        if "seal" in line:
            last = _check(line, list(islice(lines, line["entries"])), found, last, selected=first["selected"])
            _compare(last, line["hash"], wanted.pop(last, ()), found)
        elif "witness" in line:
            witnesses += 1
            one = line["witness"]
            wanted.setdefault(one["number"], []).append(_seen(one["by"], one, set_back=one["set_back"]))
        elif "witness_away" in line:
            found.away.append(line["witness_away"])
        elif "waiting" in line:
            found.waiting = len(list(islice(lines, line["waiting"])))
            if found.waiting != line["waiting"]:
                raise FileBroken("the file was cut short")
        elif "end" in line:
            numbers = {"seals": found.seals, "entries": found.entries, "witnesses": witnesses, "away": len(found.away)}
            told = line["end"]
            fits = {"seals", "entries"} <= told.keys() and {**numbers, **told} == numbers
            if not fits or next(lines, None) is not None:
                raise FileBroken("the numbers at the end do not fit what is there")
            for number in sorted(wanted):
                if not first["selected"] or any(one.required for one in wanted[number]):
                    _compare(number, None, wanted[number], found)
                found.left_out += 1
            return found
        else:
            raise FileBroken("a line belongs to no seal")
    raise FileBroken("the file was cut short")


def _check(line: dict[str, Any], entries: Sequence[bytes], found: CheckedFile, last: int, *, selected: bool) -> int:
    number = int(line["seal"])
    if number <= last or (number != last + 1 and not selected):
        raise FileBroken(f"seal {last + 1} is missing or out of order")
    if number != last + 1:
        found.gaps += 1
    elif line["previous_hash"] != found.head:
        raise FileBroken(f"seal {number} does not follow the one before")
    if len(entries) != line["entries"]:
        raise FileBroken("the file was cut short")
    if any(raw.startswith(b'{"withheld":') for raw in entries):
        found.withheld += 1
    else:
        digest = hashlib.sha256(line["previous_hash"].encode())
        for raw in entries:
            digest.update(b"\n" + raw.rstrip(b"\n"))
        if digest.hexdigest() != line["hash"]:
            raise FileBroken(f"seal {number}: an entry or the seal was changed")
    found.seals, found.entries, found.head = found.seals + 1, found.entries + len(entries), line["hash"]
    return number


def _read(raw: bytes) -> dict[str, Any]:
    try:
        line = json.loads(raw)
    except ValueError:
        raise FileBroken("a line is no JSON") from None
    if not isinstance(line, dict):
        raise FileBroken("a line is no object")
    return line


def _seen(by: str, one: Mapping[str, Any], *, set_back: bool = False) -> Seen:
    return Seen(one["hash"], f"{by} witnessed in the night of {one['night']}", set_back)


def _compare(number: int, there: str | None, seen: Iterable[Seen], found: CheckedFile) -> None:
    """The nights that a restore took away are known by the witnesses that this file names: told by others as well."""
    each = list(seen)
    lost = {one.hash for one in each if one.set_back}
    for one in each:
        if one.hash == there:
            found.witnessed += 1
        elif one.hash in lost:
            found.set_back += one.set_back
        else:
            raise FileBroken(f"seal {number} is not the one that {one.told}")


def seals_seen_in(lines: Iterable[bytes]) -> dict[str, SeenSeals]:
    """What the entries of one file have witnessed of other services' chains."""
    found: dict[str, SeenSeals] = {}
    by = ""
    for raw in lines:
        if not by:
            by = str(_read(raw).get("service", "?"))
        elif HEAD_WITNESSED.encode() in raw:
            line = _read(raw)
            if line.get("action") == HEAD_WITNESSED:
                seals = found.setdefault(line["subject"], {})
                seals.setdefault(line["details"]["number"], []).append(_seen(by, line["details"]))
    return found


def verify_files(arguments: Sequence[str]) -> None:
    """The command: a line for each file and exit 0, or the first fault and exit 1.

    Several files are held against each other: what one has witnessed of another has to be in it.
    """
    parser = argparse.ArgumentParser(prog="service_kit verify-audit", description=verify_files.__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="audit records with seals (JSONL)")
    parser.add_argument("--head", type=Path, help="a head that was kept, as /v1/audit/head answered it")
    parser.add_argument("--keys", type=Path, help="the keys that were kept with it, as /v1/audit/keys answered them")
    given = parser.parse_args(arguments)
    if (given.head is None) != (given.keys is None) or (given.head and len(given.files) > 1):
        parser.error("--head and --keys belong together, and to one file")
    place = given.files[0]
    try:
        seen: dict[str, SeenSeals] = {}
        for place in given.files:
            with place.open("rb") as file:
                for service, seals in seals_seen_in(file).items():
                    for number, each in seals.items():
                        seen.setdefault(service, {}).setdefault(number, []).extend(each)
        if given.head:
            place = given.head
            head = json.loads(place.read_bytes())
            kid = audit_keys.check_signature(head, json.loads(given.keys.read_bytes()))
            told = Seen(head["hash"], f"the key {kid} has signed", required=True)
            service = _service_of(given.files[0])
            seen.setdefault(service, {}).setdefault(head["number"], []).append(told)
        for place in given.files:
            with place.open("rb") as file:
                _tell(verify_lines(iter(file), seen))
    except OSError as fault:
        raise SystemExit(f"✗ {fault.strerror}: {place}") from None
    except (FileBroken, SignatureBroken) as fault:
        raise SystemExit(f"✗ {place}: {fault}") from None
    except (ValueError, KeyError, TypeError):
        raise SystemExit(f"✗ {place}: this is not what was answered") from None


def _service_of(path: Path) -> str:
    with path.open("rb") as file:
        return str(_read(next(file, b"")).get("service", "?"))


def _tell(found: CheckedFile) -> None:
    more = [
        f"{found.waiting} not sealed yet" if found.waiting else "",
        f"{found.gaps} gaps where seals were not selected" if found.gaps else "",
        f"{found.withheld} seals not verified: they hold words that the reader may not see" if found.withheld else "",
        f"{found.witnessed} times as witnessed" if found.witnessed else "",
        f"{found.left_out} witnessed seals are not in this selection" if found.left_out else "",
        f"{found.set_back} witnessed seals were lost by a restore, as the service says" if found.set_back else "",
        f"nothing known of {' and '.join(found.away)}, which did not answer" if found.away else "",
    ]
    told = ", ".join(filter(None, [f"{found.seals} seals", f"{found.entries} entries", *more]))
    say(f"✓ {found.service}: {told}; head {found.head}")
