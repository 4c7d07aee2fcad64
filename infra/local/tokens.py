"""Access tokens for people and programs on this machine, through the provider's local door."""

import json
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from infra.local.settings import Refused, data_folder


def token(who: str, data: Path | None = None) -> str:
    """A token for a demo person (`employee`), a system (`lms`) or an imported person (`person:<user_name>`)."""
    folder = data or data_folder()
    secret, notes = folder / "identity" / "door.secret", folder / "stack.json"
    if not notes.exists():
        raise Refused("No stack runs here. Start it with: make up")
    if not secret.exists():
        raise Refused("This stack uses another issuer (OIDC_ISSUER): ask that issuer for a token.")
    port = json.loads(notes.read_text(encoding="utf-8"))["ports"]["identity"]
    request = urllib.request.Request(  # a loopback address we wrote ourselves
        f"http://127.0.0.1:{port}/door/token?{urllib.parse.urlencode({'as': who})}",
        method="POST",
        headers={"x-door-secret": secret.read_text(encoding="utf-8").strip()},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  # the same address
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        raise Refused(f"Nobody is known as {who}: {error.read().decode() or error.reason}") from error
    except OSError as error:
        raise Refused(f"The identity provider does not answer ({error}). Is the stack up? make status") from error
