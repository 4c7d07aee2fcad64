"""A request that cannot be read is refused as any other: a problem with an id that the log knows."""

import json
import socket

import pytest

from tests.calling import eventually
from tests.conftest import RunningStack

PATH = "/api/training/openapi.json"
HOST = "Host: localhost\r\n"
END = "Connection: close\r\n\r\n"
UNREADABLE = {
    "two hosts": (f"GET {PATH} HTTP/1.1\r\n{HOST}Host: evil.example\r\n{END}", 400),
    "one host twice": (f"GET {PATH} HTTP/1.1\r\n{HOST}{HOST}{END}", 400),
    "two hosts in one line": (f"GET {PATH} HTTP/1.1\r\nHost: localhost, evil.example\r\n{END}", 400),
    "a host with a user": (f"GET {PATH} HTTP/1.1\r\nHost: localhost@evil.example\r\n{END}", 400),
    "another host as target": (f"GET http://evil.example{PATH} HTTP/1.1\r\n{HOST}{END}", 404),
    "no host": (f"GET {PATH} HTTP/1.1\r\n{END}", 400),
    "an escaped slash": (f"GET /api%2ftraining HTTP/1.1\r\n{HOST}{END}", 400),
    "a header with a blank": (f"GET {PATH} HTTP/1.1\r\n{HOST}a b: c\r\n{END}", 400),
    "a header with an underscore": (f"GET {PATH} HTTP/1.1\r\n{HOST}a_b: c\r\n{END}", 400),
    "no HTTP": ("NOTHING\r\n\r\n", 400),
    "a large header": (f"GET {PATH} HTTP/1.1\r\n{HOST}x: {'y' * 30_000}\r\n{END}", 431),
    "many headers": (
        f"GET {PATH} HTTP/1.1\r\n{HOST}{''.join(f'x{n}: y' + chr(13) + chr(10) for n in range(80))}{END}",
        431,
    ),
    "two lengths": (
        f"POST {PATH} HTTP/1.1\r\n{HOST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n{END}0\r\n\r\n",
        400,
    ),
}
CODES = {400: "Unreadable", 404: "Missing", 431: "HeadersTooLarge"}


def answered(port: int, request: str) -> tuple[int, dict[str, str], dict[str, str]]:
    """Status, headers and problem of an answer to these very bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request.encode("latin-1"))
        text = b""
        while piece := connection.recv(65_536):
            text += piece
    head, _, body = text.decode().partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(first.split()[1]), headers, json.loads(body)


@pytest.mark.parametrize("what", UNREADABLE)
def test_it_is_refused_with_an_id_that_the_log_knows(stack: RunningStack, what: str) -> None:
    request, expected = UNREADABLE[what]
    status, headers, problem = answered(stack.port, request)
    assert (status, problem["code"]) == (expected, CODES[expected])
    assert headers["content-type"] == "application/problem+json"
    assert headers["x-content-type-options"] == "nosniff"
    assert problem["request_id"]
    assert headers["x-request-id"] == problem["request_id"]
    log = stack.data / "logs" / "gateway.log"
    eventually(lambda: problem["request_id"] in log.read_text(encoding="utf-8"))
