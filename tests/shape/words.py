"""Words that no Python source of this repository uses, each with the word that stands in its place.

`python -m tests.shape.words` is part of `make lint`. A word is forbidden once nothing uses it any more. Left for later:
`tell`, `told` (publish, published) in the feeds, `part` for a process of the local stack.
"""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
NOT_READ = ("tests/shape/words.py", "tests/shape/test_words.py", "tests/documentation/test_glossary.py")

PRONOUN = "they (a person) or it (a process)"
PARTS_OF_NAMES = {
    "she": PRONOUN,
    "her": PRONOUN,
    "hers": PRONOUN,
    "herself": PRONOUN,
    "nursery": "prefork_server",
    "standins": "test_doubles",
}
"""Forbidden wherever they are a whole part of a name: `_her_language`, `NurseryLost`."""
NAMES = {
    "forks": "prefork_client, or children for what was forked",
    "_forks": "children",
    "as_body": "the thing that comes back, such as share_out",
    "bar_of": "requirements_of",
    "Bar": "SchemeRequirements",
    "explain_standing": "progress_towards",
    "_born": "new_certificate",
    "_meet": "add_newcomer",
    "beneath": "connection_of",
    "Told": "StateEvent",
    "settle": "follow_up",
    "types_told": "types_for",
    "MEET_SCHEMES": "ADD_UNKNOWN_SCHEMES",
    "meet_someone": "add_newcomer",
}
"""Forbidden as a whole name."""
PROSE = {
    **dict.fromkeys(("she", "her", "hers", "herself"), PRONOUN),
    "nursery": "prefork server",
    "steps back": "is_current is cleared",
    "who are you?": "authentication needed",
    "so many clauses": "too many clauses",
    "the engine beneath": "the SQLAlchemy engine",
    "the descriptor beneath": "the file descriptor",
}
"""Forbidden in comments, docstrings and every other text, in any case."""

TEXT = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, PROSE)) + r")(?!\w)", re.IGNORECASE)
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")
TEXTS = {tokenize.COMMENT, tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}


class Fault(NamedTuple):
    """One forbidden word and where it stands."""

    line: int
    word: str
    instead: str

    def __str__(self) -> str:
        return f"{self.line}: '{self.word}': write {self.instead}"


def faults_in(text: str) -> list[Fault]:
    """Every forbidden word of one Python source, in the order of its lines."""
    found = [*_in_tokens(text), *_renamed_imports(text)]
    return sorted(found)


def _in_tokens(text: str) -> Iterator[Fault]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME:
            if token.string in NAMES:
                yield Fault(token.start[0], token.string, NAMES[token.string])
            for part in PART.findall(token.string):
                if part.lower() in PARTS_OF_NAMES:
                    yield Fault(token.start[0], token.string, PARTS_OF_NAMES[part.lower()])
        elif token.type in TEXTS:
            for match in TEXT.finditer(token.string):
                line = token.start[0] + token.string.count("\n", 0, match.start())
                yield Fault(line, match[0], PROSE[match[0].lower()])


def _renamed_imports(text: str) -> Iterator[Fault]:
    """`publish` imported under the name `tell`."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if (alias.name, alias.asname) == ("publish", "tell"):
                    yield Fault(node.lineno, "publish as tell", "publish, or publish as publish_event")


def sources() -> list[Path]:
    """The Python sources that are kept, or will be: all that git does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = sorted(set(listed.stdout.splitlines()) - set(NOT_READ))
    return [ROOT / name for name in names if (ROOT / name).exists()]


def main() -> int:
    """Print each fault as `file:line`; 1 when there is any."""
    faults = [f"{path.relative_to(ROOT)}:{fault}" for path in sources() for fault in faults_in(path.read_text("utf-8"))]
    print("\n".join(faults) if faults else "Words: nothing forbidden.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
