"""Access tokens for people and programs on this machine, through the provider's local door.

The set-up imports this before any package is installed: nothing but the standard library.
"""

import json
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from infra.local.settings import Refused, data_folder

DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # this machine is asked by no proxy


def token(who: str, data: Path | None = None) -> str:
    """A token for a demo person (`employee`), a system (`lms`) or an imported person (`person:<user_name>`)."""
    return _ask(data, f"as={urllib.parse.quote(who, safe='')}", None, f"Nobody is known as {who}")


def token_with(claims: str, data: Path | None = None) -> str:
    """A token with these claims, given as JSON; `iss`, `aud`, `iat`, `exp` and `jti` are the provider's own."""
    try:
        json.loads(claims)
    except ValueError as fault:
        raise Refused(f"CLAIMS is no JSON ({fault}). Such as: CLAIMS='{json.dumps({'sub': 'somebody'})}'") from fault
    return _ask(data, "claims", claims.encode(), "There is no token with these claims")


def _ask(data: Path | None, query: str, body: bytes | None, refusal: str) -> str:
    folder = data or data_folder()
    secret, notes = folder / "identity" / "door.secret", folder / "stack.json"
    if not notes.exists():
        raise Refused("No stack runs here. Start it with: make up")
    if not secret.exists():
        raise Refused("This stack uses another issuer (OIDC_ISSUER): ask that issuer for a token.")
    port = json.loads(notes.read_text(encoding="utf-8"))["ports"]["identity"]
    request = urllib.request.Request(  # a loopback address we wrote ourselves
        f"http://127.0.0.1:{port}/door/token?{query}",
        data=body,
        method="POST",
        headers={"x-door-secret": secret.read_text(encoding="utf-8").strip(), "content-type": "application/json"},
    )
    try:
        with DIRECTLY.open(request, timeout=10) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        raise Refused(f"{refusal}: {error.read().decode() or error.reason}") from error
    except OSError as error:
        raise Refused(f"The identity provider does not answer ({error}). Is the stack up? make status") from error
