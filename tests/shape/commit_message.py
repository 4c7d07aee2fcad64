"""The form of a commit: `area: Imperative sentence.` in at most 72 characters, then an empty line, then why.

`python -m tests.shape.commit_message <file>` is the commit-msg hook; without a file it reads standard input.
"""

import re
import sys
from pathlib import Path

LONGEST = 72
SUBJECT = re.compile(r"[a-z0-9][a-z0-9 /_-]*: (?P<sentence>\S.*)")
UNCHECKED = re.compile(r"(Merge|Revert|fixup!|squash!|amend!) ?")
CUT = "# ------------------------ >8 ------------------------"
NOT_IMPERATIVE = re.compile(r"(?:\w+ing|(?!(?:Embed|Exceed|Feed|Need|Proceed|Seed|Shed|Speed|Succeed)\b)\w+ed)\b")
VERBS_WITH_ING = frozenset({"Bring", "Fling", "Ping", "Ring", "String"})


def faults_in(message: str) -> list[str]:
    """What is wrong with a message, as sentences; comment lines of git do not count."""
    lines = [line.rstrip() for line in message.split(CUT, maxsplit=1)[0].splitlines() if not line.startswith("#")]
    while lines and not lines[0]:
        lines.pop(0)
    if not lines:
        return ["The message is empty."]
    subject = lines[0]
    if UNCHECKED.match(subject):
        return []
    return [*_faults_of_subject(subject), *_faults_of_body(lines[1:])]


def _faults_of_subject(subject: str) -> list[str]:
    faults = []
    if len(subject) > LONGEST:
        faults.append(f"The subject has {len(subject)} characters; {LONGEST} is the most.")
    matched = SUBJECT.fullmatch(subject)
    if matched is None:
        return [*faults, "Begin with an area in small letters and a colon: `feed: Refuse a cursor of another feed.`"]
    sentence = matched["sentence"]
    if not sentence[0].isupper():
        faults.append("Begin the sentence after the area with a capital.")
    if not sentence.endswith("."):
        faults.append("End the subject with a full stop.")
    first = sentence.split()[0].rstrip(",.")
    if NOT_IMPERATIVE.fullmatch(first) and first not in VERBS_WITH_ING:
        faults.append(f"Write an imperative (`Refuse`, not `Refused` or `Refusing`): '{first}'.")
    return faults


def _faults_of_body(body: list[str]) -> list[str]:
    return ["Leave the second line empty."] if body and body[0] else []


def main(arguments: list[str]) -> int:
    """Print each fault; 1 when there is any."""
    text = Path(arguments[0]).read_text(encoding="utf-8") if arguments else sys.stdin.read()
    faults = faults_in(text)
    for fault in faults:
        print(f"commit message: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
