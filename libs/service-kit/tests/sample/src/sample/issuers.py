"""A small OpenID server over real TLS, the authority that vouches for it, and a forward proxy, all on this machine."""

import contextlib
import ipaddress
import json
import select
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAME = "issuer.kring.test"


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


class Authority:
    """A private authority as a company keeps one: `certificate` is its file, `vouch` signs for a name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = folder / "authority.pem"
        made = self._made("Authority", self._key, x509.BasicConstraints(ca=True, path_length=None))
        self.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))

    def _made(self, name: str, key: Any, *extensions: x509.ExtensionType) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder(
            _named("Authority"), _named(name), key.public_key(), x509.random_serial_number(),
            now - timedelta(days=1), now + timedelta(days=1),
        )  # fmt: skip
        for extension in extensions:
            builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        return builder.sign(self._key, hashes.SHA256())

    def vouch(self, *names: str) -> ssl.SSLContext:
        """What a server of these names shows."""
        key = ec.generate_private_key(ec.SECP256R1())
        alternatives = [_alternative(name) for name in names]
        made = self._made(names[0], key, x509.SubjectAlternativeName(alternatives))
        path = self._folder / "server.pem"
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


@dataclass
class OpenIdServer:
    """An issuer: discovery, keys and a token for who knows a client's secret. `away` makes it drop every connection."""

    base: str
    jwks: dict[str, Any]
    token: str = ""
    asked: list[str] = field(default_factory=list)
    away: bool = False

    def answer(self, path: str) -> Any:
        """The JSON at a path."""
        self.asked.append(path)
        if path.endswith("/.well-known/openid-configuration"):
            return {"issuer": self.base, "jwks_uri": f"{self.base}/jwks", "token_endpoint": f"{self.base}/token"}
        return self.jwks if path.endswith("/jwks") else {"access_token": self.token, "expires_in": 300}


@contextlib.contextmanager
def issuing(jwks: dict[str, Any], context: ssl.SSLContext | None, host: str = "127.0.0.1") -> Iterator[OpenIdServer]:
    """The server, at `https://<host>:<port>`; without a context by plain HTTP."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = json.dumps(issuer.answer(self.path)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if not issuer.away:
                self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name that the server looks for

        def log_message(self, *_words: Any) -> None:
            """Say nothing."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_words: Any) -> None:
            """A client that does not trust us hangs up."""

        def finish_request(self, request: Any, client_address: Any) -> None:
            # The handshake belongs to the connection's own thread: one that hangs must not hold the others up.
            with context.wrap_socket(request, server_side=True) if context else request as own:
                super().finish_request(own, client_address)

    server = Quiet(("127.0.0.1", 0), Answering)
    scheme = "https" if context else "http"
    issuer = OpenIdServer(f"{scheme}://{host}:{server.server_address[1]}", jwks)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class ForwardProxy:
    """What a company puts between itself and the world: it knows the way to `NAME`, and notes whom it led where."""

    address: str
    led: list[str] = field(default_factory=list)


@contextlib.contextmanager
def proxying() -> Iterator[ForwardProxy]:
    """A proxy that makes tunnels (RFC 9110, section 9.3.6); every name is this machine."""
    listening = socket.create_server(("127.0.0.1", 0))
    proxy = ForwardProxy(f"http://127.0.0.1:{listening.getsockname()[1]}")

    def lead(near: socket.socket) -> None:
        with near, contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head and (part := near.recv(4096)):
                head += part
            target = head.split(b" ", 2)[1].decode()
            proxy.led.append(target)
            with socket.create_connection(("127.0.0.1", int(target.rpartition(":")[2]))) as far:
                near.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                while True:
                    for ready in select.select([near, far], [], [])[0]:
                        if not (data := ready.recv(65536)):
                            return
                        (far if ready is near else near).sendall(data)

    def listen() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=lead, args=(listening.accept()[0],), daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield proxy
    finally:
        listening.close()
