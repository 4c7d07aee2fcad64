"""Tags of answers as they come back: whatever a proxy on the way made of them, they name what we gave."""

import re

# A proxy that compresses changes the tag so that both forms can be told apart: nginx and Envoy make it weak, Apache
# writes `"tag-gzip"`, Jetty `"tag--gzip"`, Tomcat and some caches put it behind the quotes, or after a semicolon.
_CODED = r"(?:(?:--?|;)(?:gzip|br|zstd)){0,4}"  # bounded: a header may be long
_GIVEN = re.compile(rf'(?:W/)?"(?P<tag>[^"]*?){_CODED}"{_CODED}', re.IGNORECASE)


def plain_tags(given: str) -> list[str]:
    """The tags of an If-Match or If-None-Match, each as we gave it: `W/"v3.ab-gzip"` is `"v3.ab"`."""
    found = []
    for part in given.split(","):
        text = part.strip()
        fitting = _GIVEN.fullmatch(text)
        found.append(f'"{fitting["tag"]}"' if fitting else text)
    return found


def is_held(given: str | None, tag: str) -> bool:
    """Whether an If-None-Match names this tag of ours, or any (`*`)."""
    if given is None:
        return False
    held = plain_tags(given)
    return "*" in held or tag.removeprefix("W/") in held
