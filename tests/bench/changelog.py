"""What the change log says of paths that became slower. Pure.

A path may become slower when a line says so that the other commit's change log does not have: it holds the word
*slower* and the path's name as the bench prints it, in backticks. A line that was there before excuses nothing new.
"""

import re

QUOTED = re.compile(r"`([^`]+)`")
SLOWER = re.compile(r"\bslower\b", re.IGNORECASE)


def said_slower(now: str, then: str) -> set[str]:
    """The names that new lines call slower."""
    before = {line.strip() for line in then.splitlines()}
    new = [line for line in now.splitlines() if line.strip() not in before]
    return {name for line in new if SLOWER.search(line) for name in QUOTED.findall(line)}
