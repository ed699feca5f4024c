"""A real server under requests that never end or hold too much: others are answered, nothing is an error of ours."""

from __future__ import annotations

import http.client
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import pytest

from fenji.workspace.workspace import Workspace
from tests.bar.size import sized
from tests.web_place import Place, serving

PATIENCE = 15.0  # seconds: what waits for a slow connection would wait longer; a busy machine does not
SIGN_IN = "/accounts/sign-in/"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("limits") / "shop"
    Workspace.create(folder).close()
    with serving(folder, "--no-worker") as served:
        yield served
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("begun", [
    b"GET / HTTP/1.1\r\nHost: x\r\nX-slow: a",
    b"POST /accounts/sign-in/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nusername=",
    b"",
])  # fmt: skip
def test_who_never_ends_a_request_makes_nobody_wait(place: Place, begun: bytes) -> None:
    with _held(place, begun, sized(60, 400)) as held:
        waits = [_answer(place, "GET", SIGN_IN)[1] for _ in range(sized(5, 60))]
        for slow in held[::7]:
            slow.sendall(b"b")
        waits += [_answer(place, "GET", SIGN_IN)[1] for _ in range(sized(5, 60))]
    late = sorted(waits)[int(len(waits) * 0.95) - 1]
    print(f"{len(held)} slow connections: of 20 answers to others 19 within {late:.3f} s")
    assert late < PATIENCE


def test_too_many_fields_files_headers_or_bytes_are_refused_and_the_next_one_is_answered(place: Place) -> None:
    fields = b"&".join(b"f%d=1" % number for number in range(sized(100_000, 1_000_000)))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    part = b'--b\r\nContent-Disposition: form-data; name="f%d"; filename="a%d.csv"\r\n\r\nx\r\n'
    files = b"".join(part % (number, number) for number in range(10_000)) + b"--b--\r\n"
    asked = {
        "fields": ("POST", SIGN_IN, fields, form),
        "fields below the limit of bytes": ("POST", SIGN_IN, fields[:300_000], form),
        "files": ("POST", SIGN_IN, files, {"Content-Type": "multipart/form-data; boundary=b"}),
        "one long header": ("GET", "/", None, {"X-Long": "a" * 1_000_000}),
        "many headers": ("GET", "/", None, {f"X-{number}": "a" for number in range(10_000)}),
        "a long address": ("GET", "/?" + "q" * 500_000, None, {}),
        "a long cookie": ("GET", "/", None, {"Cookie": "; ".join(f"c{number}=1" for number in range(20_000))}),
        "no such method": ("BREW", "/", None, {}),
        "a length that lies": ("POST", SIGN_IN, b"a=1", {**form, "Content-Length": "9999999999999"}),
        "nested brackets": ("POST", SIGN_IN, b"a" + b"%5B" * 200_000, form),
    }
    for name, (method, address, body, headers) in asked.items():
        status, seconds = _answer(place, method, address, body, headers)
        assert status in (0, 302, 400, 403, 404, 405, 413, 414, 431), f"{name}: {status}"
        assert seconds < PATIENCE, name
        assert _answer(place, "GET", SIGN_IN)[0] == 200, f"after {name}"


def test_a_body_larger_than_what_is_gathered_comes_in_whole(place: Place) -> None:
    body = b"username=" + b"a" * 900_000
    for _ in range(3):
        status, _ = _answer(place, "POST", SIGN_IN, body, {"Content-Type": "application/x-www-form-urlencoded"})
        assert status in (400, 403)


def _answer(
    place: Place, method: str, address: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, float]:
    """The status (0: the connection was cut), and the seconds waited."""
    begun = time.monotonic()
    host = place.url.removeprefix("http://")
    cut = suppress(ConnectionError, http.client.BadStatusLine)
    with closing(http.client.HTTPConnection(host, timeout=PATIENCE)) as asked, cut:
        asked.request(method, address, body, headers or {})
        answer = asked.getresponse()
        answer.read()
        return answer.status, time.monotonic() - begun
    return 0, time.monotonic() - begun


@contextmanager
def _held(place: Place, begun: bytes, many: int) -> Iterator[list[socket.socket]]:
    """So many connections that have begun a request."""
    host, _, port = place.url.removeprefix("http://").rpartition(":")
    held = [socket.create_connection((host, int(port)), timeout=PATIENCE) for _ in range(many)]
    try:
        for one in held:
            one.sendall(begun)
        yield held
    finally:
        for one in held:
            one.close()
