"""A server told to stop while somebody waits for an answer."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path

from tests.web_place import serving
from tests.web_shop import shop_at

HEAD = (
    "POST /accounts/sign-in/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
)


def test_a_request_under_way_is_answered_before_the_server_ends(tmp_path: Path, tmp_path_factory: object) -> None:
    base = tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    folder = shop_at(tmp_path / "shop", base.parent if "popen-" in base.name else base)
    with serving(folder) as place:
        port = int(place.url.rpartition(":")[2])
        body = b"username=a&password=" + b"b" * 4000
        with socket.create_connection(("127.0.0.1", port), timeout=40) as caller:
            caller.sendall(HEAD.format(port=port, length=len(body)).encode() + body[:50])
            time.sleep(0.5)
            os.kill(place.pid, signal.SIGTERM)
            time.sleep(1)
            caller.sendall(body[50:])
            answer = b"".join(iter(lambda: caller.recv(65536), b""))
    assert answer.startswith((b"HTTP/1.1 403", b"HTTP/1.1 200"))
    assert answer.rstrip().endswith(b"</html>")
    assert not Path(f"/proc/{place.pid}").exists()
