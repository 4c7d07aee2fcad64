"""Calls to what is not ours: through the proxy and with the certificates that the environment names, never unverified.

`SSL_CERT_FILE` and `SSL_CERT_DIR` say whom to trust, `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` which way to go, as for
every program. Calls to this machine and to our own services (`events.siblings`) use no proxy.
"""

import os
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

NAMED = frozenset({".pem", ".crt", ".cer"})
HERE = ("localhost", "127.0.0.1", "[::1]")


class AuthoritiesUnreadable(ValueError):
    """`SSL_CERT_FILE` or `SSL_CERT_DIR` names nothing that can be trusted; the sentence says which."""


def trusted() -> ssl.SSLContext:
    """Whom outward calls trust: the authorities in `SSL_CERT_FILE` and `SSL_CERT_DIR`; without both the usual ones."""
    file, folder = os.environ.get("SSL_CERT_FILE") or None, os.environ.get("SSL_CERT_DIR") or None
    if file is None and folder is None:
        return httpx.create_ssl_context(trust_env=False)
    try:
        context = ssl.create_default_context(cafile=file, capath=folder)
        # OpenSSL finds a certificate in a folder by the hash of its name alone; people give files names of their own.
        for path in sorted(Path(folder).iterdir()) if folder else ():
            if path.suffix in NAMED:
                context.load_verify_locations(cafile=path)
    except (OSError, ssl.SSLError) as fault:
        given = f"SSL_CERT_FILE={file or ''} SSL_CERT_DIR={folder or ''}"
        raise AuthoritiesUnreadable(f"{given}: what stands there cannot be read as certificates ({fault})") from fault
    return context


def outward_options() -> dict[str, Any]:
    """The options of an httpx client for outward calls; it follows no redirect."""
    without_proxy = dict.fromkeys(f"all://{host}" for host in HERE)
    return {"verify": trusted(), "mounts": without_proxy, "follow_redirects": False}


def outward_client(**others: Any) -> httpx.AsyncClient:
    """A client for a few outward calls. Close it after them: its certificates take a megabyte."""
    return httpx.AsyncClient(**outward_options(), **others)


def is_untrusted(fault: BaseException) -> bool:
    """Whether a call ended because the other side's certificate is of nobody we trust, or for another name."""
    return any(isinstance(one, ssl.SSLCertVerificationError) for one in _causes(fault))


def _causes(fault: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = fault
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__
